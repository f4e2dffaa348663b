"""What flows, callers and faulty web services say: the vocabulary of the logs, from common words to rare ones.

Tuples drawn with `Luck.early` are ordered by how often they shall be heard.
"""

from __future__ import annotations

from switchbook.demo.names import listed

TOPICS = listed(
    """
    appointment|invoice|order|delivery|prescription|refund|password reset|opening hours|estimate|repair|contract|
    insurance claim|referral|payment plan|warranty|test results|booking|cancellation|membership|complaint|
    parking permit|billing address|late fee|water leak|power outage|missing parcel|damaged goods|service visit|
    school enrolment|boiler inspection|credit note|direct debit|loan application|rent arrears|tax certificate|
    lost badge|broken window|second opinion|travel itinerary|room reservation|wedding cake|catering menu|
    piano tuning|vaccination record|hearing aid|dental crown|root canal|blood pressure|physiotherapy|allergy shots|
    contact lenses|kennel booking|microchip registration|roof tiles|gutter cleaning|wasp nest|septic tank|
    chimney sweep|driveway resurfacing|garage door|alarm code|smoke detector|elevator entrapment|forklift rental|
    pallet shortage|customs paperwork|demurrage charge|bill of lading|container seal|tachograph reading|
    brake calipers|catalytic converter|timing belt|windscreen chip|tow request|number plate|probate hearing|
    power of attorney|land registry|easement dispute|zoning variance|notary appointment|visa sponsorship|
    payroll correction|pension transfer|maternity leave|expense claim|annual audit|escrow release|mortgage renewal|
    overdraft|chargeback|phishing mail|two-factor token|router firmware|static address|fibre splice|number porting|
    fax confirmation|voicemail greeting|conference bridge|caller ID spoofing|heat pump|solar inverter|meter reading|
    tariff change|feed-in agreement|greenhouse glazing|orchid order|hedge trimming|stump grinding|beekeeping course|
    pottery class|violin rental|choir rehearsal|ticket exchange|lost umbrella|left luggage|museum loan|
    archive request|microfilm copy|translation quote|sworn interpreter|sign language booking
    """
)

SAID = (
    "I would like to ask about my {topic}",
    "calling back about the {topic}, reference {reference}",
    "could somebody ring me about the {topic} please",
    "this is regarding {thing}, we spoke last week",
    "my {topic} has still not arrived",
    "I need to change the {topic} for {thing}",
    "is the office in {place} open on Saturday",
    "I was cut off, it is about the {topic}",
    "please tell {name} about the {topic}",
    "the reference on the letter is {reference}",
    "hello, can you hear me, it is about {thing}",
    "I want to speak to a person",
    "it is urgent, the {topic} in {place} has a problem",
    "thank you, that is all about {thing}",
)

FLOWS = listed(
    """
    Main line|Front desk hours|Support hotline|After hours|Overflow|Appointments|Emergency triage|Sales intake|
    Survey follow-up|Holiday schedule|Storm mode|Clinic intake|Courier dispatch|Patient reminders|Collections|
    VIP routing|Fallback
    """
)

MENUS = listed(
    """
    Main menu|Language|Department|Existing or new customer|Billing or orders|Clinic menu|Locations|
    Emergency or routine|Callback offer|Extension dialling
    """
)

CHOICES = listed(
    """
    Billing|Appointments|Support|Sales|Operator|Opening hours|Prescriptions|Delivery status|Technical help|
    Accounts payable|Spanish|Extension|Repeat|New customers|Human resources
    """
)

PROMPTS = listed(
    """
    Welcome|Recording notice|Holiday greeting|Opening hours|All lines busy|Callback offer|Storm notice|
    Survey invitation|Consent notice|Closed today|Goodbye
    """
)

HOOKS = listed(
    """
    https://crm.example.com/lookup|https://hooks.example.net/caller|https://api.example.org/v2/contacts|
    https://erp.example.com/orders/status|https://calendar.example.net/slots|https://pms.example.org/guests|
    https://tickets.example.com/open|https://risk.example.net/score
    """
)

HOOK_ERRORS = (
    "timeout after 10000 ms",
    "502 Bad Gateway",
    "503 Service Unavailable",
    "504 Gateway Timeout",
    "connection refused",
    "500 Internal Server Error",
    "404 Not Found",
    "invalid JSON at position {position}",
    "401 Unauthorized, token expired",
    "429 Too Many Requests",
    "ECONNRESET while reading the body",
    "certificate expired {days} days ago",
    "getaddrinfo ENOTFOUND",
    "redirect loop after 5 hops",
)

DIAL_ERRORS = (
    "SIP 480 Temporarily Unavailable",
    "SIP 486 Busy Here",
    "SIP 404 Not Found",
    "SIP 503 Service Unavailable",
    "SIP 408 Request Timeout",
    "error 32009: user not registered",
    "error 13224: invalid phone number",
    "error 21215: geographic permission missing",
    "SIP 488 Not Acceptable Here, codec G.729",
    "error 32014: trunk rejected the invite",
    "SIP 603 Decline",
    "Q.850 cause 34: no circuit available",
)

FAX_ERRORS = (
    "no answer from the remote machine",
    "remote side hung up during training",
    "line busy",
    "voice detected instead of fax tone",
    "T.38 negotiation failed, falling back to G.711",
    "timeout waiting for MCF after page {page}",
    "RTN received, page {page} illegible",
    "carrier lost after page {page}",
)

SENTIMENTS = listed("neutral calm satisfied impatient worried angry grateful confused")

VARIABLES = listed("callerTier language region customerSince openTickets preferredAgent campaign skill")

VALUES = listed("standard gold en es north de 0 1 3 2019 spring platinum fr none trial")

SMS_IN = (
    "asks about the {topic}",
    "confirms with YES",
    "asks to reschedule the {topic}",
    "sends reference {reference}",
    "sends a photo, image/jpeg",
    "replies STOP",
    "says thanks",
    "asks for the address in {place}",
    "asks whether {thing} is in stock",
    "answers 2",
)

SMS_OUT = (
    "reminder about the {topic}",
    "confirmation {reference}",
    "delivery window for {thing}",
    "survey link for {place}",
    "one-time code",
    "answer about the {topic}",
    "request for more details",
    "apology for the delay",
)


def _made_up() -> tuple[str, ...]:
    """Names of products and projects that no dictionary has, so that a log holds words found only once or twice."""
    heads = listed("Vel Mor Bran Tas Quin Ost Rhy Zan Kel Dru Fen Lor Myr Pra Sel Tev Ulm Wyn Yar Cor Hel Jas Nim Gal")
    middles = listed("a e i o u ando eri ima olu ute ari essa")
    tails = listed("vik dor nel that rax lune mint sor pel wick ton mar zide quell fax grim lin sk")
    every = [head + middle + tail for head in heads for middle in middles for tail in tails]
    return tuple(every[place * _MIXING_STEP % len(every)] for place in range(len(every)))


# Prime, and no factor of how many made-up names there are: neighbours do not look alike.
_MIXING_STEP = 1009

THINGS = _made_up()
