//! Languages of which only what introduces a quoted mail is known.

use super::{EMPTY, Table};

pub(super) const TABLE: Table = Table {
    from: "lahettaja от от_кого 发件人 差出人 kimden",
    sent: "отправлено дата 发送时间 送信日時 lahetetty gonderilen",
    to: "кому 收件人 宛先 vastaanottaja",
    subject: "тема 主题 件名 aihe konu",
    openers: "dne",
    wrote: "napsal napsala kirjoitti irta yazdi написал написала пишет пише написав scris 写道",
    ..EMPTY
};
