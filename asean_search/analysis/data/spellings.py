"""British and American spellings, and irregular plurals: data only.

``RULES`` are tried in order on a folded word: (a part the word must contain, pattern,
replacement). They are safe as long as no two different words become one, and as long as every
form of a word changes or none does: hence *revise*, whose *revision* keeps its s, is an exception.
"""

from __future__ import annotations

NOT_IZE = (
    "adv,advert,an,appr,chast,circumc,clockw,compr,comprom,conc,counterclockw,anticlockw,crossw,"
    "dem,desp,dev,edgew,enterpr,exc,exerc,exorc,expert,franch,enfranch,disenfranch,improv,inc,"
    "lengthw,likew,merchand,otherw,parad,prec,prem,prom,readv,repr,rev,streetw,sunr,superv,surm,surpr,"
    "telev,treat,upr,val"
).replace(",", "|")
"""What precedes ``ise`` in words never written with a z (*exercise*)."""

DOUBLED_L = (
    "barrel,bevel,cancel,carol,channel,chisel,counsel,cudgel,dial,dishevel,drivel,duel,empanel,"
    "enamel,equal,fuel,funnel,gambol,gravel,grovel,hovel,impanel,imperil,initial,jewel,kennel,"
    "label,laurel,level,libel,marshal,marvel,medal,metal,model,panel,parcel,pedal,pencil,petrel,"
    "pistol,pummel,quarrel,ravel,refuel,revel,rival,shovel,shrivel,signal,snivel,snorkel,spiral,"
    "squirrel,stencil,swivel,symbol,tassel,tinsel,total,towel,trammel,travel,tunnel,unravel,"
    "victual,weasel,yodel"
).replace(",", "|")
"""Verbs that double their l in British English (*travelled*)."""

_OUR = (
    "arb|ard|arm|behavi|cand|clam|col|demean|dol|enam|endeav|fav|ferv|flav|glam|harb|hon|hum|lab|"
    "neighb|od|parl|ranc|rig|rum|sav|savi|splend|succ|tum|val|vap|vig"
)
_RE_ANYWHERE = "calib|cent|fib|lit|lust|met|reconnoit|theat"
_RE_WHOLE = "accout|goit|louv|meag|mit|nit|och|sab|saltpet|scept|sepulch|somb|spect|tit"
_L_ENDINGS = "(?:ed|ing|ings|er|ers|or|ors|able|ous|ously|ation|ations)"
_IZE_ENDINGS = (
    "e|ed|es|er|ers|ing|ings|ingly|able|ability|ation|ations|ational|ationally|ement|ements"
)

RULES: tuple[tuple[str, str, str], ...] = (
    ("our", rf"({_OUR})our", r"\1or"),
    ("re", rf"((?:{_RE_ANYWHERE})|^(?:{_RE_WHOLE}))re(?=s?$)", r"\1er"),
    ("red", rf"({_RE_ANYWHERE})red$", r"\1ered"),
    ("re", r"^(cent|fib|theat)re(?=[a-z]{3})", r"\1er"),
    ("enc", r"^(un)?(def|lic|off|pret)enc(?=e|ing)", r"\1\2ens"),
    ("ys", r"(anal|catal|dial|electrol|hydrol|paral)ysis$", r"\1yze"),
    ("ys", r"(anal|catal|dial|electrol|hydrol|paral)ys(?=(?:e|es|ed|er|ers|ing)$)", r"\1yz"),
    ("maneuvr", r"maneuvr(?:e(?=s?$)|(?=ed$|ing|abl|abil))", "maneuver"),
    ("ogu", r"(anal|catal|dial|epil|homol|monol|prol|travel)ogue(?=s?$)", r"\1og"),
    ("ogu", r"(anal|catal|dial|epil|homol|monol|prol|travel)ogu(?=(?:ed|er|ers|ing)$)", r"\1og"),
    ("gramme", r"gramme(?=s?$)", "gram"),
    ("ll", rf"^({DOUBLED_L})l(?={_L_ENDINGS}$)", r"\1"),
    ("l", r"^(appa|disti|enro|enthra|fulfi|insta|insti)l(?=(?:s|ment|ments)?$)", r"\1ll"),
    ("lful", r"^(un)?(ski|wi)lful", r"\1\2llful"),
    ("dge", r"(abridg|acknowledg|judg|lodg)ement", r"\1ment"),
    ("eab", r"^(un)?(blam|lik|liv|lov|mov|rat|sal|shak|siz)eab(?=l|ility)", r"\1\2ab"),
    ("practis", r"practis(?=(?:e|es|ed|er|ers|ing)$)", "practic"),
    ("focuss", r"focuss(?=ed$|es$|ing$)", "focus"),
    ("xion", r"^(conne|defle|infle|refle)xion", r"\1ction"),
    (
        "is",
        rf"^(?!(?:dis|im|micro|re|un)?(?:{NOT_IZE})is)([a-z]{{2,}}[^aeiouw])is(?=(?:{_IZE_ENDINGS})$)",
        r"\1iz",
    ),
)

# fmt: off
FRAGMENTS: dict[str, str] = {
    "aemia": "emia", "aemic": "emic", "amoeb": "ameb", "anaesth": "anesth", "apnoea": "apnea",
    "archaeo": "archeo", "coeliac": "celiac", "gynaec": "gynec", "haemo": "hemo", "homoeo": "homeo",
    "manoeuv": "maneuv", "mediaeval": "medieval", "oedema": "edema", "oesophag": "esophag",
    "oestr": "estr", "paed": "ped", "palaeo": "paleo", "rrhoea": "rrhea",
}
"""Parts with ae or oe, anywhere in a word."""

BEGINNINGS: dict[str, str] = {
    "aeroplan": "airplan", "aetiolog": "etiolog", "alumini": "alumin", "artefact": "artifact",
    "carburett": "carburet", "draughtsm": "draftsm", "enquir": "inquir", "faec": "fec",
    "foet": "fet", "gaol": "jail", "haem": "hem", "mollusc": "mollusk", "moul": "mol",
    "moustach": "mustach", "plough": "plow", "pyjama": "pajama", "sceptic": "skeptic",
    "smoulder": "smolder", "sulph": "sulf", "yoghurt": "yogurt",
}
"""Parts at the beginning of a word. No two of them share their first four letters."""

WORDS: dict[str, str] = {
    "amongst": "among", "biassed": "biased", "burnt": "burned", "caesarean": "cesarean",
    "caesareans": "cesareans", "caesarian": "cesarean", "caesarians": "cesareans",
    "centring": "centering", "chequered": "checkered", "chilli": "chili", "chillies": "chilies",
    "cosier": "cozier", "cosily": "cozily", "cosiness": "coziness", "cosy": "cozy",
    "cypher": "cipher", "cyphers": "ciphers", "czar": "tsar", "czars": "tsars", "doughnut": "donut",
    "doughnuts": "donuts", "dreamt": "dreamed", "grey": "gray", "greyed": "grayed",
    "greyer": "grayer", "greyest": "grayest", "greying": "graying", "greyish": "grayish",
    "greys": "grays", "jewellery": "jewelry", "leapt": "leaped", "learnt": "learned",
    "liquorice": "licorice", "medallist": "medalist", "medallists": "medalists",
    "omelette": "omelet", "omelettes": "omelets", "panellist": "panelist",
    "panellists": "panelists", "pedlar": "peddler", "pedlars": "peddlers", "phoney": "phony",
    "specialities": "specialties", "speciality": "specialty", "spilt": "spilled",
    "spoilt": "spoiled", "tyre": "tire", "tyres": "tires", "whilst": "while", "whisky": "whiskey",
    "woollen": "woolen", "woollens": "woolens", "worshipper": "worshiper",
    "worshippers": "worshipers",
}
"""Whole words."""

PLURALS: dict[str, str] = {
    "businessmen": "businessman", "businesswomen": "businesswoman", "chairmen": "chairman",
    "children": "child", "clergymen": "clergyman", "congressmen": "congressman",
    "congresswomen": "congresswoman", "crises": "crisis", "criteria": "criterion", "feet": "foot",
    "firemen": "fireman", "fishermen": "fisherman", "geese": "goose", "grandchildren": "grandchild",
    "gunmen": "gunman", "hypotheses": "hypothesis", "indices": "index", "matrices": "matrix",
    "men": "man", "mice": "mouse", "phenomena": "phenomenon", "policemen": "policeman",
    "policewomen": "policewoman", "salesmen": "salesman", "schoolchildren": "schoolchild",
    "servicemen": "serviceman", "spokesmen": "spokesman", "spokeswomen": "spokeswoman",
    "sportsmen": "sportsman", "statesmen": "statesman", "teeth": "tooth", "theses": "thesis",
    "tradesmen": "tradesman", "women": "woman", "workmen": "workman",
}
"""Plurals whose stem differs from that of their singular."""
