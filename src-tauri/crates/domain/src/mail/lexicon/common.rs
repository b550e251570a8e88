//! What is the same in every language: names of products.

use super::{EMPTY, Table};

pub(super) const TABLE: Table = Table {
    devices: "iphone ipad android samsung galaxy huawei xiaomi pixel nokia blackberry outlook yahoo proton gmx web.de t-online gmail mail_app \
        mail-app app_mail smartphone windows zoho orange spark k-9 thunderbird",
    scanners: "avast avg norton mcafee kaspersky eset bitdefender sophos mimecast",
    meeting_programs: "microsoft_teams zoom google_meet webex gotomeeting teams-",
    ..EMPTY
};
