//! English.

use super::{EMPTY, Table};

pub(super) const TABLE: Table = Table {
    from: "from",
    sent: "sent date on sent_on time",
    to: "to",
    copy: "cc bcc c.c",
    subject: "subject re",
    other_fields: "reply-to importance priority attachments organization sensitivity message-id company",
    forward_prefixes: "fw fwd fwd_fwd",
    openers: "on",
    wrote: "wrote writes said",
    tells: "i we you my our your me us",
    original: "original_message original_mail original_e-mail original_email reply_message",
    forwarded: "forwarded_message forwarded_by forwarded_mail forwarded_email forwarded_letter",
    begins: "begin forwarded",
    ends: "end_of end_forwarded",
    strong: "yours_respectfully best_regards kind_regards kindest_regards warm_regards warmest_regards warmly with_best_regards \
        with_kind_regards with_warm_regards with_regards regards thanks_and_regards thanks_&_regards thanks_and_best_regards \
        many_thanks_and_best_regards thanks_and_kind_regards sincerely sincerely_yours yours_sincerely yours_truly yours_faithfully \
        yours respectfully all_the_best best_wishes with_best_wishes cordially",
    weak: "thanks thank_you many_thanks thanks_a_lot thanks_so_much thank_you_very_much thanks_again thanks_in_advance thank_you_in_advance \
        thx ta best cheers all_good take_care see_you see_you_soon talk_soon speak_soon have_a_nice_day have_a_good_day have_a_great_day \
        have_a_nice_weekend",
    short: "br kr rgds regards",
    nouns: "regards greetings wishes",
    titles: "dr prof mr mrs ms msc mba phd jr sr",
    houses: "ltd plc llc",
    phone: "tel phone mob fax cell m: t: t_+ m_+",
    personal: "i i'm i'll i've i'd we we'll we're we've you your me us my our let's please",
    hours: "working_hours working_days office_hours work_flexibly pronouns visit_us follow_us",
    message: "this_e-mail this_email this_mail this_message this_communication this_transmission e-mail_and_any email_and_any message_and_any \
        this_e_mail",
    recipient: "intended_recipient intended_solely intended_only intended_for named_recipient addressee the_recipient the_individual",
    confidential: "confidential privileged proprietary",
    forbids: "prohibit unauthori not_permitted must_not must_be_scanned disclos distribut disseminat copy copying forward delete destroy \
        notify_the_sender inform_the_sender liabilit virus",
    notice: "notice in_error every_attachment any_attachment attachments the_message information_contained contents disclaimer",
    legal: "if_you_are_not_the_intended_recipient received_this_e-mail_in_error received_this_email_in_error received_this_message_in_error \
        no_liability_is_accepted accepts_no_liability without_prejudice_and_subject_to_contract scanned_before_it_is_opened \
        if_you_have_received_it_in_error",
    myself: "i'm_ i'll_ i've_ i'd_ i_am_ my_ tell_me let_me",
    registry: "registered_in_england registered_office registered_in company_no company_number vat_no vat_reg register_court managing_director",
    sent_from: "sent_from sent_with sent_via sent_using get_outlook",
    devices: "mobile",
    external: "external",
    outside: "outside_of_the_organi outside_the_organi outside_your_organi outside_of_your_organi outside_our_organi outside_of_our_organi \
        outside_the_company outside_of_the_company external_sender external_email external_e-mail external_mail",
    warns: "caution warning [ext link attachment click",
    seldom: "you_don't_often_get_email_from you_don't_often_get_e-mail_from learn_why_this_is_important",
    virus: "virus malware antivir",
    scanned: "scanned checked virus-free",
    print: "print paper",
    environment: "environment save_paper trees forest",
    before_printing: "think_before_you_print please_don't_print_this",
    unsubscribe: "unsubscribe opt_out opt-out",
    offers: "click here preferences no_longer_wish",
    no_longer: "no_longer_wish no_longer_want",
    delivered_by: "delivered_by this_email_is_a_service_from powered_by",
    absent_subjects: "automatic_reply automatic_response automated_reply automated_response auto_reply auto-reply autoreply auto_response \
        auto-response autoresponse autoresponder auto: out_of_office out_of_the_office out-of-office ooo: away_from_the_office \
        on_vacation: vacation_reply",
    failed_subjects: "undeliverable undelivered_mail undelivered delivery_status_notification delivery_failure delivery_failed delivery_has_failed \
        delivery_notification mail_delivery_failed mail_delivery_failure mail_delivery_system returned_mail failure_notice \
        message_not_delivered",
    says_automatic: "automatic_reply automated_reply auto-reply automatically_generated automatic_response",
    thanks_for_mail: "thank_you_for_your_e thank_you_for_your_m thanks_for_your_e thanks_for_your_m thank_you_for_contacting",
    away: "out_of_the_office out_of_office away_from_the_office away_from_my_desk on_holiday on_vacation on_leave on_annual_leave \
        on_parental_leave",
    instead: "urgent in_my_absence please_contact when_i_return on_my_return",
    reply: "reply type write",
    above_this_line: "above_this_line",
    no_reply: "automatic_message_from do_not_reply_to_this please_do_not_reply this_is_an_automated_message this_is_an_automatically_generated \
        this_message_was_generated_automatically",
    your_request: "your_request_(# your_ticket_(#",
    requests: "request ticket case",
    meeting: "meeting join",
    begins_joining: "join_zoom join_microsoft meeting-id meeting_id join_with_google_meet join_the_meeting_now",
    joining: "meeting_id passcode meeting_options join_on_your_computer join_on_the_web click_here_to_join download_teams or_call_in dial_in \
        dial_by one_tap_mobile find_your_local_number find_a_local_number phone_conference_id conference_id reset_pin for_organizers \
        learn_more need_help",
    ..EMPTY
};
