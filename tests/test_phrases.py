"""What agencies say and what it signals: one sentence a row, in words of our own."""

import pytest

from parsers import zones
from parsers.phrases.signals import Signal, find
from parsers.phrases.status import RULES

SAYS: dict[Signal, tuple[str, ...]] = {
    Signal.RECEIVED: (
        "We are in receipt of your request dated May 4.",
        "Your correspondence was logged in this office on June 2 and is being reviewed.",
        "This will confirm that we received your request for records.",
        "Receipt of your FOIL application is hereby acknowledged.",
        "I am writing to let you know that we have your request.",
        "Your request has been docketed as 23-114.",
        "A file has been opened for your request.",
        "We got your records request today and will be in touch.",
        "Your inquiry has been assigned to an analyst.",
        "Please use the reference number above in any further correspondence.",
        "Your request was received in this office on 3/1/2026 under the reference number W012345-010126.",
    ),
    Signal.LATER: (
        "It is not practicable for the records to be made promptly available for inspection because:",
        "We need an additional 14 calendar days to respond.",
        "The department hereby invokes the ten-day extension permitted by statute.",
        "We will be unable to complete the search by the original due date.",
        "Due to the volume of records, a response will take longer than ten days.",
        "An extension of time of up to 30 days is required.",
        "We require more time to gather the records.",
        "Please be advised that we are extending the time frame to respond by five business days.",
        "This office is taking an extension pursuant to section 902 of the RTKL.",
        "Additional time is needed to conduct legal review.",
        "The anticipated completion date has been pushed back to August 4, 2023.",
        "We have revised our estimate and now expect to respond by June 3.",
        "Your request requires a legal review and will need thirty additional days.",
        "The deadline for our decision has been extended by 15 working days.",
        "We are still processing your request and will need more time.",
        "The City needs an additional 14 days to determine whether it has records.",
        "We are extending the time to respond by 14 days due to unusual circumstances.",
    ),
    Signal.ASKS: (
        "Could you narrow the date range?",
        "Before we can begin, we need to know the name of the officer.",
        "Please provide the case number or the date of the incident.",
        "We cannot process your request without a signed release.",
        "Your request is too vague for us to conduct a search.",
        "Are you still interested in these records?",
        "We would like to discuss the scope of your request with you; please call me.",
        "Can you tell me which department you mean?",
        "Your request does not describe identifiable records.",
        "If you wish to pursue the request, please reply within 30 days.",
        "What time period are you looking for?",
    ),
    Signal.BILLS: (
        "The cost of producing these records is $45.00, payable in advance.",
        "Please remit $12.50 by check payable to the City.",
        "Your records are ready for pickup once payment of $8.00 is made.",
        "We require a 50% deposit of $120 before we start.",
        "Upon receipt of your payment, the records will be mailed.",
        "An invoice for $35 is attached; please pay it within 30 days.",
        "The balance of $60 must be received before release.",
        "Prepayment of the estimated fees is required because they exceed $250.",
        "Send payment by check to the Records Section.",
        "To proceed, pay the estimate at the link.",
        "If you agree to pay the estimated fee of $96, sign and return this form.",
        "The estimated charge is $310; please let us know if you wish to proceed.",
    ),
    Signal.RELEASES: (
        "Log in to the Records Center to retrieve the responsive file: Police Records Request.",
        "Your crash report is ready.",
        "Attached you will find the records you requested.",
        "Here are the documents.",
        "I have attached the report.",
        "Please see attached.",
        "Attached are all responsive documents.",
        "The requested documents are enclosed.",
        "You can download the files from the link below.",
        "We are providing 214 pages with this letter.",
        "Enclosed please find a disc with the requested footage.",
        "The records you asked for have been uploaded to your account.",
        "We are releasing 45 pages in full and 12 pages in part.",
        "Responsive records can be accessed through the following link.",
        "Your records have been mailed to you today.",
        "The information you asked for is set out below.",
        "I can confirm that the council holds this information, which is attached.",
        "Please find herewith the first tranche of documents.",
        "The answers to your questions are as follows.",
        "Responsive records have been collected and are available on the City's Public Records Portal.",
        "The next batch of records has been released to the portal.",
        "All responsive records have been provided.",
        "Responsive records have been released on the portal.",
        "Attached are the responsive records.",
        "The responsive records were uploaded to the portal for your review.",
        "Please see the attached policy as it relates to your request.",
        "Records responsive to your request may be found at the following link.",
    ),
    Signal.MORE: (
        "The earliest date you can have the audio is May 24, here at the counter.",
        "We will continue to produce records on a rolling basis.",
        "Further installments will follow.",
        "The remaining emails are still under review.",
        "Additional records will be provided as they become available.",
        "This is a partial response; more documents will follow.",
        "The City will be releasing records on a rolling basis.",
    ),
    Signal.DONE: (
        "This completes our response to your request.",
        "This concludes the city's response.",
        "The City has completed its response to your request.",
    ),
    Signal.GRANTS: (
        "We now consider your request fulfilled.",
        "With this production your request is complete.",
        "Your request is approved.",
        "We have fully responded to your request.",
    ),
    Signal.WITHHOLDS: (
        "Certain information has been withheld under Exemption 6.",
        "Your request is granted in part and denied in part.",
        "Portions of the records are exempt from disclosure.",
        "We have decided to grant partial access to the documents.",
        "A portion of the records you have requested are exempt from disclosure.",
        "The City is withholding records under Gov. Code 7923.600.",
    ),
    Signal.NONE: (
        "We searched our files and found nothing responsive.",
        "The Department has no records that match your description.",
        "No such records exist.",
        "We do not hold the information you have requested.",
        "Our office does not maintain such records.",
        "There are no records responsive to items 1 through 3.",
        "A diligent search failed to locate any responsive documents.",
        "The search did not produce any results.",
        "The information is not held by the Trust.",
        "We were unable to find any records.",
        "This agency is not in possession of the documents requested.",
        "The city has never had such a contract.",
        "We conducted a search and came up empty.",
        "I was not able to find anything matching your request.",
        "The records you seek were destroyed in accordance with the retention schedule.",
        "A good faith and diligent search yielded no records responsive to your request.",
        "The Police Department has reviewed its files and has determined there are no responsive documents.",
        "no additional responsive records were found",
        "We do not have any responsive records.",
        "There are no records responsive to your request.",
        "We have no documents responsive to this request.",
    ),
    Signal.DENIES: (
        "The information falls entirely within the scope of the qualified exemption at section 22.",
        "The balance was found to favour withholding.",
        "Your request must be denied.",
        "We are withholding the records in full under Exemption 7(A).",
        "The records are exempt from disclosure in their entirety.",
        "I have decided to refuse access to the documents.",
        "The department declines to release the report.",
        "Access to the file is denied.",
        "The Board denied your request at its meeting.",
        "The information is exempt under section 31(1)(a).",
        "We are refusing your request under section 14(1) as vexatious.",
        "We can neither confirm nor deny whether such records exist.",
        "Public access is not permitted under section 119.071.",
        "the records cannot be disclosed",
        "Investigative records are exempt under Government Code section 7923.600.",
    ),
    Signal.REFERS: (
        "You should direct your request to the county sheriff.",
        "Those records are held by the State Police; please contact them.",
    ),
    Signal.PASSES_ON: (
        "We have referred your request to the Department of State for direct response.",
        "Your request has been transferred to the Ministry of Health under section 14.",
    ),
    Signal.WITHDRAWN: (
        "We have accordingly noted that your request is withdrawn at your instance.",
        "As you asked, we have withdrawn your request.",
        "Having heard nothing from you, we consider the request abandoned.",
        "Because we did not receive the deposit, your request has been closed.",
    ),
    Signal.CLOSES: (
        "We have closed this file.",
        "The matter is now closed.",
        "Your case has been administratively closed.",
        "For that reason the City now considers this record request W012345-010126 closed.",
        "We now consider this record request W012345-010126 closed.",
    ),
    Signal.APPEAL: (
        "We received your administrative appeal on May 5.",
        "Your appeal has been given the number A-23-55.",
        "Thank you for your request for an internal review.",
    ),
    Signal.WORKING: (
        "We are searching for responsive records.",
        "Staff are compiling the documents.",
        "We expect to have a response for you by Friday.",
        "Your request is number 45 in the queue.",
        "We hope to send you the records next week.",
        "Our review is ongoing.",
        "I am checking with our IT department.",
        "I will get back to you as soon as I hear from them.",
        "We have begun gathering the records.",
        "I am still researching to find out if there are any responsive records.",
        "The City is compiling the records.",
    ),
    Signal.NONE_YET: (
        "If any responsive records are located, we will further respond with updates by 4/22/26.",
        "I am still researching to find out if there are any responsive records.",
    ),
}
SAYS_NOT: dict[Signal, tuple[str, ...]] = {
    Signal.BILLS: (
        "No payment is due at this time.",
        "You owe nothing for this request.",
        "The $25 you paid covers our time, so you owe us nothing more.",
        "To reopen it please pay the invoice.",
        "If a charge is to be imposed, you will be advised before your request is processed.",
    ),
    Signal.WITHHOLDS: ("No information was withheld.",),
    Signal.WORKING: ("The prosecution in this matter is pending.",),
    Signal.DENIES: (
        "I cannot give you an ETA.",
        "This is not a denial of your request.",
        "The agency will grant or deny access within twenty days.",
    ),
    Signal.RELEASES: (
        "The tapes cannot be made available to you at this time.",
        "A copy of the regulations may be viewed on the web.",
        "Also enclosed is our explanation of exemptions.",
        "A copy of your request is enclosed.",
        "Our response letter is attached.",
        "Please complete the attached form.",
        "Please log in to the Records Center to view your request.",
    ),
    Signal.CLOSES: (
        "If we do not hear from you, your request will be closed.",
        "The report stays private until the coroner closes the case.",
    ),
    Signal.WITHDRAWN: ("Your request will be considered withdrawn if we do not receive the deposit.",),
    Signal.LATER: (
        "The period may be extended if we need to consult third parties.",
        "You are hereby extended an opportunity to confer with us, to reduce your request.",
    ),
    Signal.NONE: (
        "What I do not have yet is the list of drivers.",
        "There is no charge for the first disc.",
        "Nothing was removed and no record has been held back.",
        "I am sorry that you have had no answer to your request.",
    ),
}


def _signals(text: str) -> set[Signal]:
    sentences = list(zones.divide("body", text))
    assert sentences, text
    return {finding.signal for finding in find(sentences, RULES)}


@pytest.mark.parametrize(
    ("signal", "text"), [(signal, text) for signal, texts in SAYS.items() for text in texts]
)
def test_a_sentence_signals_what_it_says(signal: Signal, text: str) -> None:
    assert signal in _signals(text)


@pytest.mark.parametrize(
    ("signal", "text"), [(signal, text) for signal, texts in SAYS_NOT.items() for text in texts]
)
def test_a_sentence_does_not_signal_what_it_only_names(signal: Signal, text: str) -> None:
    assert signal not in _signals(text)
