//! What is the same in every language: names of products.

use super::{EMPTY, Table};

pub(super) const TABLE: Table = Table {
    weak: "kenavo 73",
    houses: "inc corp",
    postscripts: "ps p.s pps p.p.s p._s p.-s p.-_s p_-_s ps. post_scriptum post-scriptum postscriptum nb n.b",
    devices: "iphone ipad android samsung galaxy huawei xiaomi pixel nokia blackberry outlook yahoo proton gmx web.de t-online gmail mail_app \
        mail-app app_mail smartphone windows zoho orange spark k-9 thunderbird oneplus oppo motorola redmi sony xperia ios macbook \
        aquamail bluemail edison fairmail mailspring fastmail tutanota tuta hotmail icloud posteo mailbox.org freenet libero tiscali \
        wp.pl onet interia seznam kpn ziggo telenet free.fr sfr laposte telia tdc",
    virus: "malware",
    scanners: "avast norton mcafee kaspersky eset bitdefender sophos mimecast avg_ f-secure barracuda proofpoint gdata avira",
    meeting_programs: "microsoft_teams zoom google_meet webex gotomeeting teams- skype_for_business jitsi bluejeans ringcentral chime goto_meeting",
    ..EMPTY
};
