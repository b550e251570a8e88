//! Why a file is refused: what it is instead, and what to do.

use crate::BYTES_MAX;

/// Why a file is no transcript. The text says so of a file that is named elsewhere, and then what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TranscriptError {
    /// Nothing but white space, or no bytes at all.
    #[error("the file is empty. Export the transcript again")]
    Empty,
    /// More than [`BYTES_MAX`] bytes.
    #[error("the file is larger than {} MB. Export one conversation a file", BYTES_MAX >> 20)]
    TooLarge,
    /// It unpacks to more than may be read, or has more values than a transcript has.
    #[error("the file holds far more than a transcript does. Export one conversation a file")]
    TooMuch,
    /// JSON that is nested deeper than any recorder's.
    #[error("the file is nested too deep for a transcript. Export it again")]
    TooDeep,
    /// A file of the right kind in which nobody says anything.
    #[error(
        "nobody says anything in this file. Wait until the recorder has finished the transcript, then export it again"
    )]
    NoSpeech,
    /// JSON that ends in the middle.
    #[error("the file is cut off or damaged. Export it again")]
    CutOff,
    /// A document that is packed wrongly, or locked.
    #[error("the document is damaged or locked. Save it again without a password, or as plain text")]
    BrokenDocument,
    /// Bytes of an encoding that is neither named nor evident.
    #[error("the file's encoding is unknown. Save it as UTF-8")]
    UnknownEncoding,
    /// Bytes that are no text and none of the formats known.
    #[error("this is not a text file. Export the transcript as VTT, text or JSON")]
    Binary,
    /// A picture.
    #[error("this is a picture, not a transcript. Export the transcript itself as VTT, text or JSON")]
    Picture,
    /// Sound or video.
    #[error("this is a recording, not its transcript. Export the transcript beside it, as VTT or text")]
    Recording,
    /// A PDF.
    #[error("this is a PDF; only its text can be read as a transcript. Export the transcript as VTT or text")]
    Pdf,
    /// A packed folder, a spreadsheet or slides.
    #[error(
        "this is an archive, a spreadsheet or slides, not a transcript. Export the transcript as VTT, text, CSV or DOCX"
    )]
    Archive,
    /// A document of an old word processor, or RTF.
    #[error("this is a document in an older format. Save it as DOCX or plain text")]
    OldDocument,
    /// A page of HTML.
    #[error("this is a web page. Use the recorder's own export, as VTT or text")]
    WebPage,
    /// XML of some kind.
    #[error("this is XML, not a transcript that can be read. Export it as VTT, SRT or text")]
    Xml,
    /// A mail.
    #[error("this is a mail, not a transcript. Import the file that the recorder exports")]
    Mail,
    /// Source code, a configuration or a log.
    #[error("this is program text or a log, not a transcript. Import the file that the recorder exports")]
    Code,
    /// An agenda: times and topics.
    #[error("this looks like an agenda: times and topics, but nobody speaks. Import the transcript itself")]
    Agenda,
    /// A table without a column of what was said.
    #[error(
        "this table has no column with what was said. A transcript's table has one for the speaker and one for the text"
    )]
    NoTextColumn,
    /// JSON in which nothing looks like speech.
    #[error("this JSON has no list of what was said. Use the recorder's export of the transcript")]
    NoRows,
    /// Text without speakers and without times.
    #[error(
        "no speakers and no times are in this text, so it cannot be read as a transcript. Export it with speakers, or paste it as a note"
    )]
    NoSpeakers,
}
