"""Languages to choose among."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from newsclip.errors import UsageError

_LISTED: Final = (
    "af am ar as az ba be bg bn bo bs ca chr ckb cs cy da de dv el en eo es et eu fa fi fo fr "
    "ga gu ha he hi hr hu hy id ii is it iu ja ka kk km kn ko ky la lg lo lt lv mi mk ml mn "
    "mn-Mong mr ms mt my nb ne nl nn nqo or pa pl ps pt ro ru sd si sk sl sn so sq sr sr-Latn "
    "st sv sw syr ta te tg th ti tl tn tr ts tt ug uk ur uz uz-Cyrl vi xh yi yo yue zgh zh "
    "zh-Hans zh-Hant zu"
)
# All that can be the answer, written down so that no model is loaded to check a call.
KNOWN: Final = frozenset(_LISTED.split())
# Codes of three letters (ISO 639-2 and 639-3) and former ones, and what they are called here.
_OTHER_NAMES: Final = (
    "afr=af amh=am ara=ar arb=ar asm=as aze=az bak=ba bel=be bul=bg ben=bn bod=bo tib=bo bos=bs "
    "cat=ca ces=cs cze=cs cym=cy wel=cy dan=da deu=de ger=de div=dv ell=el gre=el eng=en epo=eo "
    "spa=es est=et eus=eu baq=eu fas=fa per=fa pes=fa fin=fi fao=fo fra=fr fre=fr gle=ga guj=gu "
    "hau=ha heb=he iw=he hin=hi hrv=hr hun=hu hye=hy arm=hy ind=id in=id iii=ii isl=is ice=is "
    "ita=it iku=iu jpn=ja kat=ka geo=ka kaz=kk khm=km kan=kn kor=ko kir=ky lat=la lug=lg lao=lo "
    "lit=lt lav=lv lvs=lv mri=mi mao=mi mkd=mk mac=mk mal=ml mon=mn khk=mn mar=mr msa=ms may=ms "
    "zsm=ms mlt=mt mya=my bur=my nob=nb nep=ne npi=ne nld=nl dut=nl nno=nn ori=or ory=or pan=pa "
    "pol=pl pus=ps por=pt ron=ro rum=ro mo=ro rus=ru snd=sd sin=si slk=sk slo=sk slv=sl sna=sn "
    "som=so sqi=sq alb=sq srp=sr sot=st swe=sv swa=sw swh=sw tam=ta tel=te tgk=tg tha=th tir=ti "
    "tgl=tl fil=tl tsn=tn tur=tr tso=ts tat=tt uig=ug ukr=uk urd=ur vie=vi xho=xh yid=yi ji=yi "
    "yor=yo zho=zh chi=zh cmn=zh zul=zu uzb=uz"
)
# Norwegian is two languages here.
_BOTH: Final = {"no": ("nb", "nn"), "nor": ("nb", "nn")}
_BY_NAME: Final = {
    **{tag.lower(): (tag,) for tag in KNOWN},
    **{name: (tag,) for name, tag in (pair.split("=") for pair in _OTHER_NAMES.split())},
    **_BOTH,
}


def languages_of(names: Iterable[str]) -> frozenset[str]:
    """The tags of the languages that names mean: ``zh-CN`` is ``zh``, ``eng`` is ``en``.

    Of a tag that is not known as a whole the last subtags are left out. Raises UsageError for a
    name that is no language known.
    """
    return frozenset(tag for name in names for tag in _tags_of(name))


def _tags_of(name: str) -> tuple[str, ...]:
    tag = name.replace("_", "-").lower()
    while tag:
        found = _BY_NAME.get(tag)
        if found is not None:
            return found
        tag = tag.rpartition("-")[0]
    raise UsageError(f"no language known: {name!r}", hint="write tags such as en,id,zh-Hant")


def admits(among: frozenset[str], language: str) -> bool:
    """Whether a language is one of those named, as ``zh-Hant`` is of ``zh``; none admits all."""
    return not among or any(language == name or language.startswith(f"{name}-") for name in among)
