"""The names of the months in the languages that dates are read in, without accents."""

from __future__ import annotations

from collections.abc import Mapping

from asean_search.ingest.clean import bare

_TABLE = """
    january february march april may june july august september october november december
    jan feb mar apr may jun jul aug sep oct nov dec
    - - - - - - - - sept - - -
    janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
    janv fevr - avr - - juil - - - - -
    januar februar marz april mai juni juli august september oktober november dezember
    janner feber maerz - - - - - - okt - dez
    jaen - mrz - - - - - - - - -
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    ene - - abr - - - ago setiembre - - dic
    janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro
    - fev - - - - - - set out - -
    gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
    gen - - - mag giu lug - - ott - -
    januari februari maart april mei juni juli augustus september oktober november december
    - - mrt - - - - - - - - -
    januari februari maret april mei juni juli agustus september oktober november desember
    - pebruari - - - - - agu - - nopember des
    januari februari mac april mei jun julai ogos september oktober november disember
    - - - - - - - - - - - dis
    enero pebrero marso abril mayo hunyo hulyo agosto setyembre oktubre nobyembre disyembre
    januar februar marts april maj juni juli august september oktober november december
    januari februari mars april maj juni juli augusti september oktober november december
    januar februar mars april mai juni juli august september oktober november desember
    stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia
    ledna unora brezna dubna kvetna cervna cervence srpna zari rijna listopadu prosince
    ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik
    ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
    januar februar marcius aprilis majus junius julius augusztus szeptember oktober november december
    tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesakuuta heinakuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря
    янв фев мар апр май июн июл авг сен окт ноя дек
    січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
    ιανουαριου φεβρουαριου μαρτιου απριλιου μαιου ιουνιου ιουλιου αυγουστου σεπτεμβριου οκτωβριου νοεμβριου δεκεμβριου
    يناير فبراير مارس ابريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر
    มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม
"""  # noqa: E501 - a row is a language
"""A row for each language, and rows of short forms; ``-`` where there is nothing to add."""

NUMBERS: Mapping[str, int] = {
    bare(name): number
    for row in _TABLE.strip().splitlines()
    for number, name in enumerate(row.split(), start=1)
    if name != "-"
}
"""``juin`` -> 6. No name means two months."""
