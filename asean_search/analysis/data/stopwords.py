"""Stop words of other languages than English, data only: closed word classes.

Articles, pronouns, prepositions, conjunctions, particles and auxiliaries, with their accents, as
they are written.
Left out is what would hide a name in the news: *EU*, *UN*, *AI*, *post*.
"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "ar": "في من على إلى الى عن مع هذا هذه ذلك تلك التي الذي الذين أن ان إن لا ما لم لن قد كان "
    "كانت هو هي هم هن نحن أنا أنت و أو او ثم بل لكن كما بعد قبل بين حتى منذ عند كل بعض غير "
    "أي حيث إذا لو فيه فيها به بها له لها عليه عليها منه منها",
    "ca": "el la els les una uns unes i o ni que de del dels a al als en amb per pel pels sense "
    "sobre entre fins des és són era eren ha han havia hi ho es se li em et no si com quan "
    "on què qui quin quina aquest aquesta aquests aquestes això seu seva seus seves més "
    "molt també ja però perquè",
    "cs": "a i o u v ve k ke s se z ze na do od po pro před při za nad pod bez mezi přes ale nebo "
    "že aby když jak jako kde kdo co který která které kteří to ten ta ty tento tato toto "
    "je jsou jsem jsme byl byla bylo byli být by bude budou není si ho mu jí jim jej jeho "
    "její jejich už také tak než ani jen",
    "da": "en et den det de og eller men at som der i på af til for fra med om ved efter under "
    "over mellem mod uden er var har havde være blev bliver vil kan skal ikke jeg du han "
    "hun vi dem ham hende sig sin sit sine denne dette disse hvad hvem hvor hvornår hvis "
    "også så nu",
    "de": "der die das den dem des ein eine einen einem einer eines und oder aber doch sondern "
    "dass weil wenn als wie wo wer was in im an am auf aus bei beim mit nach von vom vor zu "
    "zum zur für gegen ohne über unter zwischen durch um bis seit ist sind war waren sein "
    "wird werden wurde wurden hat haben hatte nicht kein keine auch noch nur schon sehr "
    "sich er sie es wir ihr ich du ihm ihn ihnen seine seinen seiner ihre ihren ihrer "
    "dieser diese dieses diesen",
    "el": "ο η το οι τα του της των τον την τους τις ένας μια μία ένα και ή αλλά να θα δεν μην με "
    "σε στο στη στην στον στους στις στα από για προς κατά μετά πριν χωρίς μεταξύ είναι "
    "ήταν έχει έχουν είχε που πως ότι όταν αν όπως αυτό αυτός αυτή αυτά αυτοί εγώ εσύ εμείς "
    "ως τι ποιος",
    "eo": "la kaj aŭ sed de en al el por per kun sen sur sub inter ĉe ĝis antaŭ ke se ĉar estas "
    "estis estos ne mi vi li ŝi ĝi ni ili oni kiu kio kie kiam kiel tiu tio ĉi sia",
    "es": "el la los las una unos unas lo y e o u ni pero sino que de del a al en con por para "
    "sin sobre entre hasta desde hacia según durante tras es son fue fueron era eran ser "
    "está están estaba ha han había haber no si como cuando donde quien quienes cual cuales "
    "qué quién cómo cuándo dónde este esta estos estas ese esa esos esas aquel aquella su "
    "sus se le les me te nos mi tu más muy también ya porque",
    "et": "ja või aga kuid et kui nagu on oli olid olema ei ega see seda selle need nad ta ma sa "
    "me te tema oma mis kes kus kuidas millal ka veel juba siis ning üle alla koos ilma",
    "eu": "eta edo baina ez bai da dira zen ziren du dute zuen zuten hau hori hura hauek horiek "
    "bat ere baino bezala nor zer non noiz nola",
    "fa": "و یا اما که در از به با بر برای تا را این آن آنها ما شما او من تو است هست بود بودند شد "
    "شده می نمی خواهد هم نیز هر هیچ چه چرا کجا اگر پس بین پیش نه یک خود",
    "fi": "ja tai mutta vaan että kun jos kuin koska on oli ovat olivat ole ei eivät se ne hän he "
    "minä sinä me te tämä tuo nämä nuo joka jotka mikä kuka missä milloin miten myös jo "
    "vielä niin sekä ilman kanssa",
    "fr": "le la les l une des du de d et ou mais ni car donc or que qu qui quoi dont où à au aux "
    "en dans par pour avec sans sous sur vers chez entre depuis pendant après avant contre "
    "est sont était étaient été être a ont avait avoir ne n pas plus il elle ils elles on "
    "nous vous je tu me te se s lui leur leurs y ce cet cette ces c son sa ses mon ma mes "
    "notre nos votre vos comme quand comment pourquoi si aussi très",
    "ga": "an na agus nó ach is ní bhí tá go i in ar ag le de do faoi ó as chun gan idir sé sí "
    "siad mé tú sinn sibh seo sin a",
    "hi": "का के की को में से पर ने और या लेकिन कि है हैं था थी थे हो होना नहीं यह ये वह वे इस उस "
    "इन उन जो तो भी ही तक साथ लिए क्या कौन कब कहाँ कैसे एक हम मैं आप",
    "hu": "a az egy és vagy de hogy nem is meg ha mint mert ez ezt ezek azt azok ő ők én te mi ti "
    "van vannak volt voltak lesz ki mit hol mikor hogyan csak már még után alatt között "
    "által szerint nélkül",
    "hy": "և ու կամ բայց որ է են էր էին չէ ոչ այս այդ այն սա դա նա նրա նրանք մենք դուք ես դու մեջ "
    "համար հետ մասին որպես թե երբ որտեղ ինչ ով",
    "id": "yang dan atau tetapi tapi namun di ke dari pada dalam untuk dengan oleh tentang antara "
    "sebagai bahwa kalau jika karena kerana bahawa sebab ini itu tersebut adalah ialah ada "
    "tidak bukan akan telah sudah sedang dia ia mereka kami kita saya aku anda beliau nya "
    "juga pun lagi para si sang apa siapa mana kapan bagaimana daripada",
    "it": "il lo la i gli le l uno una e ed o ma né che di del dello della dei degli delle a al "
    "allo alla agli alle da dal dalla dai dalle in nel nello nella nei negli nelle con su "
    "sul sulla sui per tra fra è sono era erano essere ha hanno aveva non se come quando "
    "dove chi cosa quale quali questo questa questi queste quello quella quelli suo sua "
    "suoi sue si ci vi ne mi ti lui lei loro anche più già perché",
    "lt": "ir ar bet o kad jog kaip kai jei nes į iš prie prieš po per su be dėl nuo iki už apie "
    "tarp yra buvo bus ne ta tas tai šis ši šie tie jis ji jie jos mes jūs aš tu kas kur "
    "kada kuris kuri kurie jau dar tik taip pat",
    "ne": "र वा तर को का की ले लाई मा बाट देखि सम्म सँग लागि यो यी त्यो ती छ छन् थियो थिए हो होइन "
    "भयो भने पनि नै के कसले कहाँ कहिले कसरी",
    "nl": "de het een en of maar dat die dit deze in op aan van voor met bij naar uit om over "
    "onder tussen tegen door zonder tot sinds na te is zijn was waren wordt worden werd "
    "heeft hebben had niet geen ook nog al er hij zij ze wij we ik je jij u hem haar hun "
    "ons mijn zich als wie wat waar wanneer hoe",
    "no": "en ei et den det de og eller men at som i på av til for fra med om ved etter under "
    "over mellom mot uten er var har hadde være ble blir vil kan skal ikke jeg du han hun "
    "vi dem ham henne seg sin sitt sine denne dette disse hva hvem hvor når hvis også så nå",
    "pl": "i a o u w we z ze na do od po dla przed przy za nad pod bez między przez oraz lub albo "
    "ale że aby żeby gdy jak jako gdzie kto co który która które którzy to ten ta te ci "
    "tego tej tych jest są był była było były być będzie będą nie się go mu jej jego ich im "
    "już także też tak niż czy",
    "pt": "o a os as um uma uns umas e ou mas nem que de do da dos das em no na nos nas ao à aos "
    "às com por pelo pela pelos pelas para sem sobre entre até desde após é são foi foram "
    "era eram ser está estão ter tem têm não se como quando onde quem qual quais este esta "
    "estes estas esse essa isso isto aquele aquela seu sua seus suas lhe lhes ele ela eles "
    "elas nós mais muito também já porque",
    "ro": "o unui unei și sau dar iar că să de la în din pe cu fără pentru prin despre între până "
    "după spre este e sunt era erau fost fi a au am va vor nu se ce cine care unde când cum "
    "acest această acești aceste acel acea lui lor al ale el ea ei ele noi voi tu mai "
    "foarte",
    "ru": "и а но или в во на с со к ко по за из от до у о об обо для при над под без между через "
    "после перед что чтобы как когда где кто который которая которое которые это этот эта "
    "эти тот та те он она оно они мы вы я ты его её ее их им ему ей себя свой не ни же ли "
    "бы был была было были быть есть будет будут также уже ещё еще так если",
    "sr": "i a ali ili u na sa s k o od do za iz po pri nad pod bez između kroz posle pre da je "
    "su sam smo ste si se ne ni koji koja koje što ko kad kada gde kako ovaj ova ovo taj ta "
    "to on ona ono oni mi vi ja ti njegov njen njihov bio bila bilo bili biti će bi već još "
    "и а али или у на са с о од до за из по при над под без између да је су се не ни који "
    "која које што ко кад где како овај ова ово тај та то он она оно они био била било били "
    "ће би већ још",
    "st": "le la ya wa ba tsa ea oa ka ho ke ha mme empa hore e o a di bona eona",
    "sv": "en ett den det de och eller men att som i på av till för från med om vid efter under "
    "över mellan mot utan är var har hade vara blev blir vill kan ska skall inte jag du han "
    "hon vi dem honom henne sig sin sitt sina denna detta dessa vad vem när också så nu",
    "ta": "மற்றும் அல்லது ஆனால் ஒரு இந்த அந்த என்று என இது அது அவர் அவர்கள் நான் நீ நாம் உள்ள "
    "இருந்து வரை மேல் கீழ் உடன் போல் தான் கூட",
    "tl": "ang ng sa mga na ay at o si ni kay sina nina para hindi ito iyan iyon siya sila niya "
    "nila kanya kanyang kanilang kami tayo ako ikaw may mayroon kung din rin pa nang upang "
    "dahil mula hanggang habang ngunit pero naman lamang lang ba po",
    "tr": "ve veya ya da ama fakat ile için gibi kadar göre sonra önce bir bu şu o bunlar onlar "
    "ben sen biz siz ki de mi mı mu mü değil ne kim nerede nasıl olan olarak ise her daha "
    "çok en",
    "vi": "và hoặc hay nhưng mà thì là của các những một cái cho với tại ở từ đến trong ngoài "
    "trên dưới vào ra về theo bởi do vì nên nếu khi đã đang sẽ được bị không chưa cũng còn "
    "rất này kia đó ấy nào gì đâu sao họ tôi chúng ta như",
    "yi": "דער די דאס דעם א און אבער אז אין אויף פון צו מיט פאר ביי איז זענען האט ניט נישט ער זי "
    "עס מיר איר זיי איך וואס ווער ווי",
}
"""By language; where a stem family has several languages, by the family."""
