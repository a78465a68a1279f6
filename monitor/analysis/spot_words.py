"""The words by which places below the municipality are known, and those that only look so."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ending:
    """The last part of a road's name: what it is in the base form, and whether it makes a road without a capital too."""

    base: str
    sure: bool = False


def _list_road_endings() -> dict[str, Ending]:
    endings = {
        **dict.fromkeys(("gatan", "gatans", "gata", "gaten", "gate"), Ending("gata", sure=True)),
        **dict.fromkeys(("vägen", "vägens"), Ending("väg", sure=True)),
        **dict.fromkeys(("veien", "vegen", "veiens", "vegens"), Ending("veg", sure=True)),
        **dict.fromkeys(("gränd", "gränden"), Ending("gränd", sure=True)),
        **dict.fromkeys(("stigen", "stien"), Ending("stig")),
        **dict.fromkeys(("torget", "torg", "torv"), Ending("torg")),
        **dict.fromkeys(("backen", "bakken"), Ending("backe")),
        **dict.fromkeys(("leden", "esplanaden", "allén", "alléen", "svingen", "plassen", "ringen", "kroken"), Ending("led")),
        **dict.fromkeys(("brua", "bron", "kajen", "kaia"), Ending("bro")),
    }  # fmt: skip
    for base, forms in {
        "tie": ("tie", "tien", "tiellä", "tieltä", "tielle"),
        "katu": ("katu", "kadun", "kadulla", "kadulta", "kadulle", "kadulta"),
        "kuja": ("kuja", "kujan", "kujalla", "kujalta", "kujalle"),
        "polku": ("polku", "polun", "polulla", "polulle"),
        "tori": ("tori", "torin", "torilla", "torille", "torilta"),
        "silta": ("silta", "sillan", "sillalla", "sillalle"),
    }.items():
        endings |= {form: Ending(base, sure=form != base and base in {"katu", "kuja"}) for form in forms}
    return endings


ROAD_ENDINGS = _list_road_endings()
SCHOOL_ENDINGS = (
    "skolan", "skolans", "skola", "förskola", "förskolan", "gymnasiet", "gymnasium", "skole", "skolen", "skule", "skulen",
    "barnehage", "barnehagen", "koulu", "koulun", "koululla", "koululta", "koululle", "koulussa", "kouluun", "koulusta",
    "lukio", "lukion", "lukiossa", "lukiolla", "päiväkoti", "päiväkodin", "päiväkodissa", "päiväkodilla", "daghem", "daghemmet",
)  # fmt: skip
HOUSES = frozenset(
    "skola skolan förskola förskolan gymnasium gymnasiet äldreboende daghem skole skolen skule skulen barnehage barnehagen "
    "sykehjem sjukeheim koulu koulun koululla koulussa päiväkoti päiväkodin päiväkodissa lukio lukion school".split()
)
PLACE_WORDS = frozenset(
    "i på vid utanför nära kring runt mellan från till mot genom över längs inom norr söder öster väster "
    "ved utenfor utanfor nær rundt mellom fra frå til mot gjennom langs innenfor "
    "in at near on around outside by from to".split()
)
DIRECTIONS = frozenset(
    "norra södra östra västra stora lilla gamla nya nedre övre inre yttre mellersta "
    "nordre søndre søre østre austre vestre øvre nedre store lille vesle gamle nye indre ytre "
    "north south east west upper lower old new".split()
)
FINNISH_ENDINGS = (
    "ssa", "ssä", "sta", "stä", "lla", "llä", "lta", "ltä", "lle", "ssakin", "llakin",
)  # fmt: skip
# The weak stems of the words that most Finnish place names end in, and their base forms.
FINNISH_WEAK = {
    "mäe": "mäki", "joe": "joki", "nieme": "niemi", "järve": "järvi", "vuore": "vuori", "saare": "saari", "lahde": "lahti",
    "ranna": "ranta", "salme": "salmi", "lamme": "lampi", "lammi": "lampi", "koske": "koski", "suo": "suo", "pello": "pelto",
    "kalli": "kallio", "harju": "harju", "portti": "portti", "porti": "portti", "puiste": "puisto", "niitu": "niitty",
}  # fmt: skip

# Words that end like a road or a school and are none.
COMMON = frozenset(
    # sv
    "gågatan huvudgatan tvärgatan återvändsgatan lokalgatan motorvägen riksvägen järnvägen landsvägen huvudvägen "
    "cykelvägen gångvägen skolvägen vintervägen bilvägen länsvägen stambanan utvägen vattenvägen luftvägen byvägen "
    "omledningsvägen infartsvägen utfartsvägen genomfartsleden kringleden trafikleden cykelleden vandringsleden "
    "grundskolan grundskola gymnasieskolan gymnasieskola högskolan högskola förskolan förskola folkhögskolan folkhögskola musikskolan "
    "kulturskolan kulturskola friskolan friskola sommarskola simskola fritids skolan skola lågstadieskolan högstadieskolan "
    "kommunen kommun staden motorvägsbron stigen backen torget torg bron kajen ringen plassen "
    # nb, nn
    "riksveien fylkesveien fylkesvegen hovedveien hovedvegen motorveien motorvegen gangveien gangvegen sykkelveien "
    "sykkelvegen skoleveien underveien jernbanen omkjøringsveien adkomstveien bilveien landeveien europaveien "
    "grunnskolen grunnskole barneskolen barneskole ungdomsskolen ungdomsskole høyskolen høgskolen høgskole høyskole "
    "kulturskolen kulturskole folkehøgskole folkehøgskolen friskole videregående hovedgata gågata bakken brua kaia "
    # fi
    "moottoritie moottoritien moottoritiellä valtatie valtatien valtatiellä kantatie kantatien kantatiellä seututie "
    "seututien seututiellä maantie maantien maantiellä rautatie rautatien päätie päätien päätiellä yksityistie "
    "hengitystie kevyenliikenteentie ajotie kiertotie kiertotien kiertotiellä tie tien tiellä tieltä tielle katu kadun kadulla silta sillan "
    "sillalla tori torin torilla peruskoulu peruskoulun alakoulu alakoulun yläkoulu yläkoulun ammattikoulu korkeakoulu "
    "musiikkikoulu kansalaisopisto koulu koulun koululla koulussa lukio lukion päiväkoti päiväkodin päiväkodissa esikoulu "
    "välillä edellä täällä siellä tuolla".split()
)  # fmt: skip

# Capitalised words after a word of place that are none below a municipality.
NO_PLACES = frozenset(
    "facebook instagram twitter tiktok youtube snapchat whatsapp linkedin google mastodon bluesky reddit telegram "
    "sverige norge finland danmark norden europa suomi suomessa ruotsi sweden norway denmark finland eu "
    "stockholm oslo helsingfors helsinki "
    "måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag onsdag torsdag lørdag søndag "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december januari februari mars maj juni juli augusti oktober desember "
    "smhi msb mcf trafikverket polisen politiet poliisi nrk svt yle tv4 sms pressen kommunen sos vma"
    "".split()
)
