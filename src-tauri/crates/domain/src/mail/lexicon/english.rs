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
    original: "original_message original_mail original_e-mail original_email reply_message original_letter previous_message reply_to_message",
    forwarded: "forwarded_message forwarded_by forwarded_mail forwarded_email forwarded_letter forward_message",
    begins: "begin forwarded start_of",
    ends: "end_of end_forwarded end_original",
    strong: "yours_respectfully best_regards kind_regards kindest_regards warm_regards warmest_regards warmly with_best_regards \
        with_kind_regards with_warm_regards with_regards regards thanks_and_regards thanks_&_regards thanks_and_best_regards \
        many_thanks_and_best_regards thanks_and_kind_regards sincerely sincerely_yours yours_sincerely yours_truly yours_faithfully \
        respectfully all_the_best best_wishes with_best_wishes cordially warm_wishes kind_wishes good_wishes all_my_best yours_ever \
        very_truly_yours yours_very_truly with_appreciation with_gratitude thanks_&_best_regards thanks_and_best best_&_thanks \
        best_to_you",
    weak: "thanks thank_you many_thanks thanks_a_lot thanks_so_much thank_you_very_much thanks_again thanks_in_advance thank_you_in_advance \
        thx ta best cheers all_good take_care see_you see_you_soon talk_soon speak_soon have_a_nice_day have_a_good_day have_a_great_day \
        have_a_nice_weekend speak_later have_a_lovely_day have_a_good_one have_a_good_evening have_a_nice_evening have_a_great_weekend \
        have_a_good_weekend have_a_lovely_weekend enjoy_your_weekend enjoy_the_weekend enjoy_your_day happy_friday until_then till_then \
        talk_to_you_soon talk_to_you_then thanks_much much_appreciated thanks_for_your_help thank_you_for_your_help \
        thanks_for_everything bye bye_for_now stay_safe all_best cheerio cheers_for_now yours thank_you_so_much \
        thanks_so_much_in_advance thank_you_and_regards with_thanks with_many_thanks catch_up_soon thank_you_for_your_time \
        thanks_for_your_time warmest kindest kindly best_always looking_forward wishing_you_a_great_day wishing_you_a_good_weekend",
    until: "until till see_you see_you_on speak talk_on",
    short: "br kr rgds regards rgrds brgds krgds tks thx regds wkr",
    nouns: "regards greetings wishes",
    places: "from to and in",
    yours: "your the",
    titles: "dr prof mr mrs ms msc mba phd jr sr",
    houses: "ltd plc llc",
    phone: "tel phone mob fax cell m: t: t_+ m_+",
    personal: "i i'm i'll i've i'd we we'll we're we've you your me us my our let's please",
    hours: "working_hours working_days office_hours work_flexibly pronouns visit_us follow_us opening_hours hours: book_a_meeting book_time \
        schedule_a_call book_a_call connect_with_me my_working_day",
    weekdays: "mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday",
    message: "this_e-mail this_email this_mail this_message this_communication this_transmission e-mail_and_any email_and_any message_and_any \
        this_e_mail this_electronic_message this_electronic_mail the_information_in_this_e the_information_in_this_m \
        the_information_contained_in_this the_contents_of_this_e the_contents_of_this_m this_mail_and email_and_its e-mail_and_its \
        message_and_its",
    recipient: "intended_recipient intended_solely intended_only intended_for named_recipient addressee the_recipient the_individual \
        intended_exclusively named_above person_to_whom designated_recipient",
    confidential: "confidential privileged proprietary",
    forbids: "prohibit unauthori not_permitted must_not must_be_scanned disclos distribut disseminat copy copying forward delete destroy \
        notify_the_sender inform_the_sender liabilit virus contact_the_sender advise_the_sender reply_to_the_sender tell_the_sender",
    notice: "notice in_error every_attachment any_attachment attachments the_message information_contained contents disclaimer",
    legal: "if_you_are_not_the_intended_recipient received_this_e-mail_in_error received_this_email_in_error received_this_message_in_error \
        no_liability_is_accepted accepts_no_liability without_prejudice_and_subject_to_contract scanned_before_it_is_opened \
        if_you_have_received_it_in_error,_please if_you_received_this_in_error if_you_have_received_this_in_error \
        received_this_communication_in_error received_this_transmission_in_error intended_only_for_the_use_of_the \
        solely_for_the_use_of_the_individual may_contain_confidential_and may_contain_privileged and_may_be_legally_privileged \
        this_e-mail_and_any_files_transmitted this_email_and_any_files_transmitted views_expressed_in_this_e \
        opinions_expressed_in_this_e",
    myself: "i'm_ i'll_ i've_ i'd_ i_am_ my_ tell_me let_me",
    ourselves: "we our us",
    registry: "registered_in_england registered_office registered_in company_no company_number vat_no vat_reg register_court managing_director \
        registered_number vat_number vat_id company_registration registered_address ein_ charity_number",
    privacy: "privacy data_protection gdpr personal_data process_your_data disclaimer",
    sent_from: "sent_from sent_with sent_via sent_using get_outlook sent_on_my download_outlook get_mail_for",
    devices: "mobile phone cell tablet handheld",
    with: "on by with via from using",
    outside: "outside_of_the_organi outside_the_organi outside_your_organi outside_of_your_organi outside_our_organi outside_of_our_organi \
        outside_the_company outside_of_the_company external_sender external_email external_e-mail external_mail",
    beyond: "outside external",
    origin: "originated originates came_from comes_from was_sent_from sent_from from_outside from_an_external from_a_sender",
    cautions: "caution warning external external_email external_sender external_message attention be_careful notice ext security_notice",
    warns: "caution warning [ext link attachment click",
    seldom: "you_don't_often_get_email_from you_don't_often_get_e-mail_from learn_why_this_is_important often_get_email_from \
        often_get_e-mail_from",
    virus: "virus malware antivir",
    scanned: "scanned checked virus-free free_of screened",
    print: "print paper",
    environment: "environment save_paper trees forest",
    before_printing: "think_before_you_print please_don't_print_this before_printing before_you_print unless_you_really_need only_print_this",
    think: "consider think save be_green please_don't_print do_not_print need_to_print",
    unsubscribe: "unsubscribe opt_out opt-out manage_preferences manage_your_subscription",
    offers: "click here preferences no_longer_wish",
    no_longer: "no_longer_wish no_longer_want",
    received: "you_received_this_message_because you_are_receiving_this_because you_are_receiving_this_e you_are_receiving_this_m \
        you_received_this_e-mail_because you_received_this_email_because you_receive_this_e you_receive_this_m you're_receiving_this_e \
        you're_receiving_this_because this_message_was_sent_to",
    browser: "browser view_online read_online web_version",
    delivered_by: "delivered_by this_email_is_a_service_from powered_by",
    absent_subjects: "automatic_reply automatic_response automated_reply automated_response auto_reply auto-reply autoreply auto_response \
        auto-response autoresponse autoresponder auto: out_of_office out_of_the_office out-of-office ooo: away_from_the_office \
        on_vacation: vacation_reply",
    failed_subjects: "undeliverable undelivered_mail undelivered delivery_status_notification delivery_failure delivery_failed delivery_has_failed \
        delivery_notification mail_delivery_failed mail_delivery_failure mail_delivery_system returned_mail failure_notice \
        message_not_delivered",
    says_automatic: "automatic_reply automated_reply auto-reply automatically_generated automatic_response auto_response autoresponder \
        this_is_an_automatic this_is_an_automated automatic_out_of_office auto_reply",
    thanks_for_mail: "thank_you_for_your_e thank_you_for_your_m thanks_for_your_e thanks_for_your_m thank_you_for_contacting thank_you_for_getting \
        thanks_for_getting thank_you_for_reaching thanks_for_reaching thank_you_for_writing",
    away: "out_of_the_office out_of_office away_from_the_office away_from_my_desk on_holiday on_vacation on_leave on_annual_leave \
        on_parental_leave currently_away i_am_away i_will_be_away out_of_the_country not_in_the_office maternity_leave paternity_leave \
        sick_leave i'm_away office_is_closed offices_are_closed limited_access no_access_to",
    instead: "urgent in_my_absence please_contact when_i_return on_my_return contact_my_colleague in_the_meantime upon_my_return \
        once_i_am_back as_soon_as_i_am_back urgently back_in_the_office until_then i_will_respond i_will_reply my_colleague",
    reply: "reply type write",
    above_this_line: "above_this_line above_this_text",
    no_reply: "automatic_message_from do_not_reply_to_this please_do_not_reply this_is_an_automated_message this_is_an_automatically_generated \
        this_message_was_generated_automatically this_email_was_generated_automatically this_e-mail_was_generated_automatically \
        this_mailbox_is_not_monitored replies_to_this_email_are_not this_is_a_system-generated please_don't_reply_to_this",
    your_request: "your_request_(# your_ticket_(# your_case_(#",
    requests: "request ticket case enquiry inquiry incident",
    services: "service system help_desk helpdesk support",
    meeting: "meeting join",
    invites: "is_inviting_you invites_you_to_a_scheduled has_invited_you_to",
    begins_joining: "join_zoom join_microsoft meeting-id meeting_id join_with_google_meet join_the_meeting_now",
    joining: "meeting_id passcode meeting_options join_on_your_computer join_on_the_web click_here_to_join download_teams or_call_in dial_in \
        dial_by one_tap_mobile find_your_local_number find_a_local_number phone_conference_id conference_id reset_pin for_organizers \
        learn_more need_help system_reference join_with_a_video video_conference reset_dial-in join_by_phone meeting_link teams_meeting \
        join_the_meeting join_online webinar_id tenant_key dial-in join_from",
    when: "when",
    place: "where location",
    ..EMPTY
};
