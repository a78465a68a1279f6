"""Forms that no ending makes: a word, and the forms that belong to it. A longer word with the same end has them too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.analysis.inflect.endings import endings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.analysis.inflect.endings import Stem

_NOUNS = """
brand: bränder bränderna
strand: stränder stränderna strender strendene strendene
hand: händer händerna hender hendene
rand: ränder ränderna
land: länder länderna
tand: tänder tänderna
stad: städer städerna
natt: nätter nätterna netter nettene
bok: böcker böckerna bøker bøkene
fot: fötter fötterna føtter føttene
rot: rötter rötterna røtter røttene
bot: böter böterna bøter bøtene
son: söner sönerna
man: män männen men
mus: möss mössen
gås: gäss gässen gjess
dotter: döttrar döttrarna
datter: døtre døtrene
bror: bröder bröderna brødre brødrene
broder: bröder bröderna
mor: mödrar mødre
moder: mödrar mödrarna
far: fäder fedre
fader: fäder fäderna
bonde: bönder bönderna bønder bøndene
ledamot: ledamöter ledamöterna
öga: ögon ögonen
öra: öron öronen
sommar: sommaren somrar somrarna
morgon: morgnar morgnarna
afton: aftnar
hånd: hender hendene
mann: menn mennene
tann: tenner tennene
tre: trær trærne
kne: knær knærne
øye: øyne øynene
stor: större störst största større størst største
hög: högre högst högsta
høy: høyere høyest høyeste høyt
låg: lägre lägst lägsta
lav: lavere lavest laveste
lång: längre längst längsta
lang: lengre lengst lengste langt
tung: tyngre tyngst tyngsta
ung: yngre yngst yngsta
gammal: gamla gammalt äldre äldst äldsta
gammel: gamle gammelt eldre eldst eldste
woman: women
child: children
foot: feet
tooth: teeth
knife: knives
life: lives
mies: miehen miestä miehet miehiä miesten miehelle miehellä mieheltä mieheen miehessä miehestä miehenä miehille miehillä
tytär: tyttären tytärtä tyttäret tyttäriä tyttärelle
ruoka: ruuan ruuassa ruuasta ruuat
varas: varkaan varkaat varkaita varkaiden varkaalle
open: ope opne opnare
lapsi: lasta lasten
vuosi: vuonna
sika: siat sian sioissa
"""

_VERBS = """
brinna: brann brunnit brunnen brunna
försvinna: försvann försvunnit försvunnen försvunna försvunnet
rinna: rann runnit
vinna: vann vunnit
hinna: hann hunnit
finna: fann funnit
spricka: sprack spruckit sprucken spruckna
dricka: drack druckit
springa: sprang sprungit
sjunka: sjönk sjunkit
bryta: bröt brutit bruten brutna brutet
flyta: flöt flutit
skjuta: sköt skjutit skjuten skjutna
frysa: frös frusit frusen frusna fruset
flyga: flög flugit
stjäla: stal stulit stulen stulna stulet
falla: föll fallit fallen fallna
hålla: höll hållit
gå: går gick gått gikk gjekk
få: får fick fått fikk fekk
stå: står stod stått sto
slå: slår slog slagit slagen slo slått
se: ser såg sett
ge: ger gav gett givit
ta: tar tog tagit tagen tagna tok tatt teke
dra: drar drog dragit dro dratt
dö: dör dog dött
ligga: låg legat
sitta: satt suttit
sätta: satte satt
lägga: lade lagt
säga: sade sagt
göra: gör gjorde gjort
veta: vet visste
komma: kom kommit kommen
sova: sov sovit
stiga: steg stigit
driva: drev drivit driven drivna
skriva: skrev skrivit skriven skrivna
gripa: grep gripit gripen gripna gripits
sprida: spred spritt spridd spridda spreds
bli: blir blev blivit ble blitt blei
låta: lät låtit
brista: brast brustit brusten brustna
brenne: brenn brant brent brente brann brunne
forsvinne: forsvinn forsvant forsvunnet forsvann forsvunne
vinne: vant vunnet
finne: finn fant funnet fann funne
drikke: drikk drakk drukket
synke: sank sunket
bryte: bryt brøt brutt braut brote
flyte: fløt flytt
skyte: skyt skjøt skutt skaut skote
fryse: frys frøs frosset frosne fraus frose
stjele: stjal stjålet
falle: falt falle fell
holde: holdt
halde: held heldt halde
gi: gir ga gav gitt
dø: dør døde dødd
ligge: lå ligget
sitte: satt sittet
sette: satte satt
legge: lagt
si: sier sa sagt
gjøre: gjør gjorde gjort
gjere: gjer gjorde gjort
vite: vet visste visst
komme: kom kommet
kome: kom kjem
lekke: lekk
renne: renn rant
stige: stig steg steget
drive: driv drev drevet
skrive: skriv skrev skrevet
gripe: grip grep grepet
slippe: slapp sluppet
sprekke: sprakk sprukket
knekke: knakk knekt
rase: raste rast
break: broke broken
burn: burnt
fall: fell fallen
freeze: froze frozen
shoot: shot
strike: struck
steal: stole stolen
build: built
catch: caught
find: found
flee: fled
go: went gone
hold: held
leave: left
lose: lost
pay: paid
say: said
see: saw seen
send: sent
stand: stood
take: took taken
tell: told
write: wrote written
sink: sank sunk
drink: drank drunk
drive: drove driven
blow: blew blown
grow: grew grown
run: ran
come: came
give: gave given
keep: kept
meet: met
"""

_BARE_OR_GENITIVE = endings(". s")
_BARE = endings(".")
_LONGEST_TAIL = 9
_SHORTEST_TAIL = 3  # shorter ones are met inside too many words that are none of theirs


def _read(table: str, ending: frozenset[str]) -> Iterator[tuple[str, list[Stem]]]:
    for line in table.split("\n"):
        if line:
            word, forms = line.split(": ")
            yield word, [(form, ending) for form in forms.split()]


def _join() -> dict[str, list[Stem]]:
    joined: dict[str, list[Stem]] = {}
    for table, ending in ((_NOUNS, _BARE_OR_GENITIVE), (_VERBS, _BARE)):
        for word, stems in _read(table, ending):
            joined.setdefault(word, []).extend(stems)
    return joined


_TABLE = _join()


def inflect_irregular(word: str) -> Iterator[Stem]:
    """The irregular forms of a word: *skogsbrand* has those of *brand*."""
    yield from _TABLE.get(word, ())
    for start in range(max(1, len(word) - _LONGEST_TAIL), len(word) - _SHORTEST_TAIL + 1):
        for form, ending in _TABLE.get(word[start:], ()):
            yield word[:start] + form, ending
