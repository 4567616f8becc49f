"""Codes of the Open Contracting for Infrastructure Data Standard 0.9.5, and which a project has.

Closed codelists are enumerations, of open ones only what is used here. Source: Open Contracting
Partnership, https://standard.open-contracting.org/infrastructure/0.9.5/en/reference/codelists/.
Purpose codes are those of the Development Assistance Committee (OECD), as the International Aid
Transparency Initiative repeats them: https://codelists.codeforiati.org/Sector/.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from geodata.cities.consents import KeyState
from geodata.cities.projects import PartnerRole, ProjectKind, ProjectStatus
from geodata.register.states import SignedState
from geodata.wording import mark as _


class Status(StrEnum):
    """Closed codelist ``projectStatus``."""

    IDENTIFICATION = "identification"
    PREPARATION = "preparation"
    IMPLEMENTATION = "implementation"
    COMPLETION = "completion"
    MAINTENANCE = "maintenance"
    DECOMMISSIONING = "decommissioning"
    DECOMMISSIONED = "decommissioned"
    CANCELLED = "cancelled"


class MilestoneStatus(StrEnum):
    """Closed codelist ``milestoneStatus``."""

    SCHEDULED = "scheduled"
    MET = "met"
    NOT_MET = "notMet"
    PARTIALLY_MET = "partiallyMet"


class GeometryType(StrEnum):
    """Closed codelist ``geometryType``."""

    POINT = "Point"
    MULTI_POINT = "MultiPoint"
    LINE_STRING = "LineString"
    MULTI_LINE_STRING = "MultiLineString"
    POLYGON = "Polygon"
    MULTI_POLYGON = "MultiPolygon"


class ContractStatus(StrEnum):
    """Closed codelist ``contractingProcessStatus``."""

    PRE_AWARD = "pre-award"
    ACTIVE = "active"
    CLOSED = "closed"


class MilestoneType(StrEnum):
    """Of the open codelist ``milestoneType``."""

    APPROVAL = "approval"
    FINANCING = "financing"
    DELIVERY = "delivery"


class Sector(StrEnum):
    """Of the open codelist ``projectSector``."""

    ENERGY = "energy"
    COMMUNICATIONS = "communications"
    WATER_AND_WASTE = "waterAndWaste"
    TRANSPORT = "transport"
    RAIL = "transport.rail"
    ROAD = "transport.road"
    URBAN = "transport.urban"
    NATURAL_RESOURCES = "naturalResources"


class Role(StrEnum):
    """Of the open codelist ``partyRole``."""

    FUNDER = "funder"
    PUBLIC_AUTHORITY = "publicAuthority"
    SUPPLIER = "supplier"


class Gazetteer(StrEnum):
    """Of the open codelist ``locationGazetteers``."""

    NODE = "OSMN"
    WAY = "OSMW"
    RELATION = "OSMR"


class DocumentType(StrEnum):
    """Of the open codelist ``documentType``."""

    NEEDS_ASSESSMENT = "needsAssessment"


class Purpose(NamedTuple):
    """A purpose code of the Development Assistance Committee."""

    code: str
    title: str
    """In English; a message of the catalogues."""


DAC = "IATI-SectorVocabulary-1"
"""Our scheme of the purpose codes: vocabulary 1 of IATI; the standard's open list has none."""

DAC_URI = "https://codelists.codeforiati.org/Sector/"

BANK = "UraMost-bank"
"""Our scheme of the bank that a partner stands on."""

STATUSES: dict[ProjectStatus, Status | None] = {
    ProjectStatus.IDEA: None,
    ProjectStatus.PROPOSED: None,
    ProjectStatus.IN_REVIEW: None,
    ProjectStatus.AGREED: Status.IDENTIFICATION,
    ProjectStatus.FUNDED: Status.PREPARATION,
    ProjectStatus.UNDER_CONSTRUCTION: Status.IMPLEMENTATION,
    ProjectStatus.COMPLETED: Status.COMPLETION,
    ProjectStatus.WITHDRAWN: Status.CANCELLED,
    ProjectStatus.UNKNOWN: None,
}
"""The standard's first status is a decision of the owner, which what is but thought of lacks."""

SECTORS: dict[ProjectKind, tuple[Sector, ...]] = {
    ProjectKind.BRIDGE: (Sector.TRANSPORT, Sector.ROAD),
    ProjectKind.FOOTBRIDGE: (Sector.TRANSPORT, Sector.URBAN),
    ProjectKind.WATER: (Sector.WATER_AND_WASTE,),
    ProjectKind.WASTEWATER: (Sector.WATER_AND_WASTE,),
    ProjectKind.HEATING: (Sector.ENERGY,),
    ProjectKind.POWER: (Sector.ENERGY,),
    ProjectKind.TELECOM: (Sector.COMMUNICATIONS,),
    ProjectKind.WASTE: (Sector.WATER_AND_WASTE,),
    ProjectKind.RAIL: (Sector.TRANSPORT, Sector.RAIL),
    ProjectKind.BUS: (Sector.TRANSPORT, Sector.URBAN),
    ProjectKind.RIVER_BANK: (Sector.NATURAL_RESOURCES,),
    ProjectKind.OTHER: (),
}

_ROAD = Purpose("21020", _("Road transport"))
PURPOSES: dict[ProjectKind, Purpose | None] = {
    ProjectKind.BRIDGE: _ROAD,
    ProjectKind.FOOTBRIDGE: _ROAD,
    ProjectKind.WATER: Purpose("14021", _("Water supply – large systems")),
    ProjectKind.WASTEWATER: Purpose("14022", _("Sanitation – large systems")),
    ProjectKind.HEATING: Purpose("23620", _("District heating and cooling")),
    ProjectKind.POWER: Purpose("23630", _("Electric power transmission and distribution")),
    ProjectKind.TELECOM: Purpose("22020", _("Telecommunications")),
    ProjectKind.WASTE: Purpose("14050", _("Waste management and disposal")),
    ProjectKind.RAIL: Purpose("21030", _("Rail transport")),
    ProjectKind.BUS: Purpose("21012", _("Public transport services")),
    ProjectKind.RIVER_BANK: Purpose("14040", _("River basins development")),
    ProjectKind.OTHER: None,
}
"""Purpose code of each kind; a walkway has none of its own and counts as road transport."""

ROLES: dict[PartnerRole, Role] = {
    PartnerRole.CLIENT: Role.PUBLIC_AUTHORITY,
    PartnerRole.CONTRACTOR: Role.SUPPLIER,
    PartnerRole.FUNDER: Role.FUNDER,
}

STEPS: dict[ProjectStatus, MilestoneType | None] = {
    ProjectStatus.AGREED: None,
    ProjectStatus.FUNDED: MilestoneType.FINANCING,
    ProjectStatus.UNDER_CONSTRUCTION: None,
    ProjectStatus.COMPLETED: MilestoneType.DELIVERY,
}
"""Steps of a history that are milestones; only consents of bodies are approvals."""

CONSENTS: dict[KeyState, MilestoneStatus | None] = {
    KeyState.REPORTED: MilestoneStatus.MET,
    KeyState.DISPUTED: None,
    KeyState.REFUSAL_REPORTED: MilestoneStatus.NOT_MET,
    KeyState.WITHDRAWAL_REPORTED: MilestoneStatus.NOT_MET,
}
"""Consents that are milestones: an unknown one is none, a disputed one has no status."""

SIGNED: dict[SignedState, MilestoneStatus] = {
    SignedState.CONSENTS: MilestoneStatus.MET,
    SignedState.CONSENTS_WITH_CONDITIONS: MilestoneStatus.MET,
    SignedState.WAITING: MilestoneStatus.SCHEDULED,
    SignedState.DECLINES: MilestoneStatus.NOT_MET,
    SignedState.WITHDRAWN: MilestoneStatus.NOT_MET,
    SignedState.LAPSED: MilestoneStatus.NOT_MET,
}
"""What a body signed in the register; who has not signed has no milestone."""

GAZETTEERS = {
    "node": Gazetteer.NODE,
    "way": Gazetteer.WAY,
    "relation": Gazetteer.RELATION,
}

_CURRENCIES = (
    "ADP AED AFA AFN ALK ALL AMD ANG AOA AOK AON AOR ARA ARP ARS ARY ATS AUD AWG AYM AZM AZN "
    "BAD BAM BBD BDT BEC BEF BEL BGJ BGK BGL BGN BHD BIF BMD BND BOB BOP BOV BRB BRC BRE BRL "
    "BRN BRR BSD BTN BUK BWP BYB BYN BYR BZD CAD CDF CHC CHE CHF CHW CLF CLP CNY COP COU CRC "
    "CSD CSJ CSK CUC CUP CVE CYP CZK DDM DEM DJF DKK DOP DZD ECS ECV EEK EGP ERN ESA ESB ESP "
    "ETB EUR FIM FJD FKP FRF GBP GEK GEL GHC GHP GHS GIP GMD GNE GNF GNS GQE GRD GTQ GWE GWP "
    "GYD HKD HNL HRD HRK HTG HUF IDR IEP ILP ILR ILS INR IQD IRR ISJ ISK ITL JMD JOD JPY KES "
    "KGS KHR KMF KPW KRW KWD KYD KZT LAJ LAK LBP LKR LRD LSL LSM LTL LTT LUC LUF LUL LVL LVR "
    "LYD MAD MDL MGA MGF MKD MLF MMK MNT MOP MRO MRU MTL MTP MUR MVQ MVR MWK MXN MXP MXV MYR "
    "MZE MZM MZN NAD NGN NIC NIO NLG NOK NPR NZD OMR PAB PEH PEI PEN PES PGK PHP PKR PLN PLZ "
    "PTE PYG QAR RHD ROK ROL RON RSD RUB RUR RWF SAR SBD SCR SDD SDG SDP SEK SGD SHP SIT SKK "
    "SLL SOS SRD SRG SSP STD STN SUR SVC SYP SZL THB TJR TJS TMM TMT TND TOP TPE TRL TRY TTD "
    "TWD TZS UAH UAK UGS UGW UGX USD USN USS UYI UYN UYP UYU UYW UZS VEB VEF VES VNC VND VUV "
    "WST XAF XAG XAU XBA XBB XBC XBD XCD XDR XEU XFO XFU XOF XPD XPF XPT XRE XSU XTS XUA XXX "
    "YDD YER YUD YUM YUN ZAL ZAR ZMK ZMW ZRN ZRZ ZWC ZWD ZWL ZWN ZWR "
)
CURRENCIES = frozenset(_CURRENCIES.split())
"""Closed codelist ``currency``: ISO 4217, codes of today and of the past."""
