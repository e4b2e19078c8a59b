"""Data of language identification: function words, scripts, and distinctive letters."""

from __future__ import annotations

FUNCTION_WORDS: dict[str, str] = {
    "ca": "el la els les dels amb per que una un és són i aquest aquesta però també més ha han "
    "com perquè seva seu està entre fins als aquests tot",
    "cs": "v ve si k pod bude tím aby se na je že ale jako které který která by jsou jsem byl "
    "byla bylo pro po "
    "není také už tak jen při více než mezi nebo podle jeho které před při své",
    "da": "og i at det er en til på af for med som den ikke der de har et var han fra vil kan "
    "blev efter også hun sig men skal ved være mere nu",
    "de": "der die und das ist nicht mit von zu den dem des ein eine einen einer auf für im auch "
    "sich als wird werden sind wurde hat haben aus bei nach über oder um am zum zur wie war",
    "en": "the of and to in that is was for it with as on be at by this had not are but from or "
    "have an they which one were her all their there been has when who will would said its more "
    "a do no so he his she we you can about after what new how",
    "es": "el la los las de que y en un una por con para del se no es al lo su como más pero sus "
    "este esta ha son fue también entre desde sobre años hasta han según",
    "fi": "ja on ei se että oli hän joka mutta ovat myös kun niin kuin sen hänen tai jos olla "
    "mukaan vain nyt sekä jo ole olisi tämä jälkeen",
    "fr": "le la les des et de du un une en est que dans qui pour au aux par sur pas plus ce cette "
    "ne se sont avec il elle ont été mais ou leur ses selon après cet entre",
    "hu": "a az és hogy nem is egy van volt meg ezt már csak de azt mint el után vagy még ki ez "
    "szerint lesz pedig majd között amely",
    "id": "yang dan di dengan untuk ini itu dari dalam pada tidak akan adalah ke oleh juga karena "
    "bahwa bisa sudah telah mereka ada kata tersebut sebagai para saat secara atau lebih antara",
    "it": "il di che e la in un per è non sono una con si del della le dei da al alla gli nel "
    "nella più anche come ha ma delle lo questo dal degli ai",
    "lt": "ir yra kad į su iš buvo bet tai kaip ne apie po už o jis nuo per dėl metų arba",
    "ms": "yang dan di dengan untuk ini itu dari dalam pada tidak akan adalah ke oleh juga kerana "
    "bahawa boleh beliau telah mereka ada kata tersebut sebagai para daripada antara ialah turut "
    "serta atau lebih",
    "nl": "de het een van en dat op te zijn met voor niet aan er die ook als maar om bij uit "
    "wordt door naar heeft nog werd over worden dan was tot hij",
    "no": "og i det er på en til som for av med at ikke den har de et om var fra han men vil kan "
    "ble etter også seg skal ved være enn nå hun mot",
    "pl": "w z i po ze czy na się nie że jest jak od przez jednak także więc dla są był było "
    "tym ale oraz ich "
    "jego może już które która który przy tego",
    "pt": "o a os as de que e em um uma do da dos das no na nos nas para com por não se mais como "
    "foi ao à são ou também pelo pela seu sua entre até já está",
    "ro": "și de în la a pe cu o nu din care este să mai că un pentru sunt au fost ca dar al ale "
    "ai lui prin după sau această acest fi",
    "sv": "och i att det som en på är av för med den till inte om ett har de var han sig från men "
    "vi kan ska efter så vid också eller mot under",
    "tl": "ang ng sa mga na at ay si ni kay para hindi ito niya kanyang siya nila mula isang may "
    "kung din rin pa nang upang ayon naman sila ngunit",
    "tr": "ve bir bu da de için ile olarak çok daha olan en gibi kadar sonra ne ki ama olduğu var "
    "ise değil her göre tarafından türkiye",
    "vi": "của và các có được trong là cho với những không một này đã người khi đến về tại từ cũng "
    "như để ra sẽ năm theo trên phải bị",
}
"""Languages in Latin letters: frequent function words, as they are written."""

# fmt: off
SCRIPTS: tuple[tuple[int, str], ...] = (
    (0x0370, "el"), (0x0400, "ru"), (0x0530, "hy"), (0x0590, "he"), (0x0600, "ar"), (0x0780, ""),
    (0x0900, "hi"), (0x0980, "bn"), (0x0A00, "pa"), (0x0A80, "gu"), (0x0B00, ""), (0x0B80, "ta"),
    (0x0C00, "te"), (0x0C80, "kn"), (0x0D00, "ml"), (0x0D80, "si"), (0x0E00, "th"), (0x0E80, "lo"),
    (0x0F00, "bo"), (0x1000, "my"), (0x10A0, "ka"), (0x1100, "ko"), (0x1200, "am"), (0x1380, ""),
    (0x1780, "km"), (0x1800, "mn"), (0x18B0, ""), (0x3041, "ja"), (0x3100, "zh"), (0x3130, "ko"),
    (0x3190, "zh"), (0xA4D0, ""), (0xAC00, "ko"), (0xD7B0, ""), (0xF900, "zh"), (0xFB00, ""),
    (0xFF66, "ja"), (0xFFA0, "ko"), (0xFFDD, ""), (0x20000, "zh"), (0x32400, ""),
)
# fmt: on
"""The first code point of a script and its default language; empty for scripts without one."""

OWN_LETTERS: dict[str, tuple[tuple[str, str], ...]] = {
    "ru": (("uk", "іїєґ"), ("be", "ў"), ("sr", "јљњђћџ"), ("mk", "ѓќѕ")),
    "ar": (("ur", "ٹڈےںھ"), ("fa", "پچژگی")),
}
"""Other languages of a script, by letters that its default language does not have."""

OWN_WORDS: dict[str, dict[str, str]] = {
    "ru": {
        "ru": "и в не на что с по как это к из был для от о его за но также года",
        "bg": "на и да се за от в са не че с по които който която беше ще като през",
    },
    "hi": {
        "hi": "है के में की और को से का ने पर हैं कि यह भी",
        "ne": "छ र को मा ले गरेको छन् भएको पनि हो गर्न यो",
        "mr": "आहे आणि या च्या होते मध्ये केली ही तर",
    },
}
"""Other languages of a script, told by their small words."""
