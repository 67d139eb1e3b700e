//! What a file is that is no CSV: said by name, with what to do about it.

use crate::error::{Error, FieldError};

/// How a kind of file begins, what it is called, and how to get a CSV file out of it.
struct Kind {
    name: &'static str,
    begins: &'static [&'static [u8]],
    is: &'static str,
    advice: &'static str,
}

const SAVE_AS_CSV: &str = "Open it in your spreadsheet program, save it as CSV, and upload that file.";
const EXPORT_AS_CSV: &str = "Export your contacts as CSV, and upload that file.";

const KINDS: &[Kind] = &[
    Kind { name: "png", begins: &[b"\x89PNG"], is: "a PNG image", advice: EXPORT_AS_CSV },
    Kind { name: "jpeg", begins: &[b"\xff\xd8\xff"], is: "a JPEG image", advice: EXPORT_AS_CSV },
    Kind { name: "gif", begins: &[b"GIF87a", b"GIF89a"], is: "a GIF image", advice: EXPORT_AS_CSV },
    Kind { name: "pdf", begins: &[b"%PDF-"], is: "a PDF document", advice: EXPORT_AS_CSV },
    Kind { name: "xls", begins: &[b"\xd0\xcf\x11\xe0"], is: "an Excel workbook (XLS)", advice: SAVE_AS_CSV },
    Kind { name: "rtf", begins: &[b"{\\rtf"], is: "an RTF document", advice: EXPORT_AS_CSV },
    Kind { name: "gzip", begins: &[b"\x1f\x8b"], is: "a compressed file (gzip)", advice: UNPACK },
    Kind { name: "vcard", begins: &[b"BEGIN:VCARD"], is: "a vCard file", advice: EXPORT_AS_CSV },
];
const UNPACK: &str = "Unpack it, and upload the CSV file in it.";

/// Why a file whose first piece this is cannot be CSV.
pub fn refusal(start: &[u8]) -> Option<Error> {
    if let Some(kind) = KINDS.iter().find(|kind| kind.begins.iter().any(|begin| start.starts_with(begin))) {
        return Some(refused(kind.name, kind.is, kind.advice));
    }
    if start.starts_with(b"PK\x03\x04") {
        return Some(archive(start));
    }
    let text = String::from_utf8_lossy(&start[..start.len().min(512)]).to_lowercase();
    let text = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if ["<!doctype html", "<html", "<head", "<body", "<table"].iter().any(|tag| text.starts_with(tag)) {
        return Some(refused("html", "a web page (HTML)", EXPORT_AS_CSV));
    }
    if text.starts_with("<?xml") {
        return Some(refused("xml", "an XML file", EXPORT_AS_CSV));
    }
    let is_json = text.starts_with('{') || text.starts_with("[{") || text.starts_with("[\n");
    is_json.then(|| refused("json", "a JSON file", EXPORT_AS_CSV))
}

/// Of a file that is none of these: text has hardly any control characters.
pub fn refusal_of_text(stored: &[u8]) -> Option<Error> {
    let start = &stored[..stored.len().min(4096)];
    let controls = start.iter().filter(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace()).count();
    (controls * 20 > start.len()).then(|| refused("binary", "not a text file", EXPORT_AS_CSV))
}

pub fn empty() -> Error {
    let advice = "Choose a CSV file whose first line has the names of the columns.";
    invalid("empty", format!("is empty. {advice}"))
}

/// A ZIP archive: what newer spreadsheets are inside.
fn archive(start: &[u8]) -> Error {
    let holds = |name: &[u8]| start.windows(name.len()).any(|window| window == name);
    if holds(b"opendocument.spreadsheet") {
        refused("ods", "an OpenDocument spreadsheet (ODS)", SAVE_AS_CSV)
    } else if holds(b"Index/") && holds(b".iwa") {
        refused("numbers", "a Numbers spreadsheet", SAVE_AS_CSV)
    } else if holds(b"xl/") || holds(b"[Content_Types].xml") {
        refused("xlsx", "an Excel workbook (XLSX)", SAVE_AS_CSV)
    } else {
        refused("zip", "a ZIP archive", UNPACK)
    }
}

fn refused(kind: &'static str, is: &str, advice: &str) -> Error {
    invalid(kind, format!("is {is}, and cannot be imported. {advice}"))
}

fn invalid(kind: &'static str, message: String) -> Error {
    Error::InvalidFile { kind, errors: vec![FieldError::new("file", message)] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_of(start: &[u8]) -> Option<&'static str> {
        match refusal(start)? {
            Error::InvalidFile { kind, .. } => Some(kind),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn files_that_are_no_csv_are_called_by_their_name() {
        let files: [(&[u8], &str); 9] = [
            (b"\x89PNG\r\n\x1a\n\0\0", "png"),
            (b"%PDF-1.7\n", "pdf"),
            (b"PK\x03\x04\x14\0[Content_Types].xml", "xlsx"),
            (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "ods"),
            (b"PK\x03\x04contacts.csv", "zip"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
            (b"\xef\xbb\xbf\r\n<!DOCTYPE html><title>x", "html"),
            (b"[{\"name\": \"Alice\"}]", "json"),
            (b"BEGIN:VCARD\r\n", "vcard"),
        ];
        for (file, kind) in files {
            assert_eq!(kind_of(file), Some(kind));
        }
        assert!(refusal_of_text(b"\x01\x02\0\0abc\x03").is_some());
        assert!(refusal_of_text(b"name,email,phone,tags\nNull\0,n@example.com,6,\n").is_none());
        for csv in [&b"name,email\n"[..], b"", b"PK,name\n", b"[name],email\n", b"<name>;x\n"] {
            assert_eq!(kind_of(csv), None);
        }
    }
}
