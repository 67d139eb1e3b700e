//! Reads CSV (RFC 4180) in pieces, tolerating the variants that spreadsheets write.

use csv::{ByteRecord, ReaderBuilder};

use super::{encoding::Encoding, file_kind};
use crate::{
    error::{Error, Result},
    text,
};

/// The maximum size of a header in bytes. A longer one is an error.
pub const HEADER_LIMIT: i64 = 64 * 1024;
/// The number of bytes that are read at a time. A longer row is an error.
pub const PIECE_LIMIT: i64 = 512 * 1024;
/// The maximum number of columns.
const MAX_COLUMNS: usize = 200;
/// The maximum length of a column name in characters. Longer ones are truncated.
const MAX_NAME: usize = 100;
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// Rows of a piece, and the number of bytes read.
pub struct Rows {
    pub rows: Vec<ByteRecord>,
    pub read: usize,
}

/// The header row of a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Header {
    pub names: Vec<String>,
    pub delimiter: char,
    /// The offset of the first row in bytes.
    pub ends_at: i64,
}

/// Parses the header, and detects the delimiter.
pub fn header(bytes: &[u8], encoding: Encoding) -> Result<Header> {
    let (begins_at, delimiter) = preamble(bytes);
    let body = &bytes[begins_at..];
    let delimiter = delimiter.unwrap_or_else(|| likely_delimiter(body));
    let is_whole = bytes.len() < usize::try_from(HEADER_LIMIT).map_err(Error::internal)?;
    let Rows { rows, read } = rows(body, delimiter, is_whole, 1)?;
    let Some(record) = rows.first() else { return Err(file_kind::empty()) };
    if record.len() > MAX_COLUMNS {
        let message = format!("has {} columns; an import can have at most {MAX_COLUMNS}", record.len());
        return Err(Error::invalid("file", message));
    }
    let names = names_of(record, encoding);
    let ends_at = i64::try_from(begins_at + read).map_err(Error::internal)?;
    Ok(Header { names, delimiter: delimiter.into(), ends_at })
}

/// Skips a byte order mark and Excel's `sep=;`. Returns the length, and the delimiter if given.
fn preamble(bytes: &[u8]) -> (usize, Option<u8>) {
    let bom = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    match &bytes[bom..] {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter, rest @ ..]
            if DELIMITERS.contains(delimiter) =>
        {
            let line_break = match rest {
                [b'\r', b'\n', ..] => 2,
                [b'\r' | b'\n', ..] => 1,
                _ => return (bom, None),
            };
            (bom + 5 + line_break, Some(*delimiter))
        }
        _ => (bom, None),
    }
}

/// Unique names of the columns. Spreadsheets may write duplicates, and empty names after the last column.
fn names_of(record: &ByteRecord, encoding: Encoding) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(record.len());
    for (i, cell) in record.iter().enumerate() {
        let line = text::single_line(&encoding.decode_lossy(cell));
        let mut name: String = text::trimmed(&line).chars().take(MAX_NAME).collect();
        if name.is_empty() {
            name = format!("Column {}", i + 1);
        }
        let numbered = (2..).map(|n| format!("{name} ({n})")).find(|numbered| !names.contains(numbered));
        names.push(if names.contains(&name) { numbered.unwrap_or(name) } else { name });
    }
    names
}

/// The most frequent delimiter in the first row, outside of quotes: a comma, a semicolon (used by
/// spreadsheets in many European locales), or a tab.
fn likely_delimiter(bytes: &[u8]) -> u8 {
    let (mut counts, mut quoted) = ([0_usize; DELIMITERS.len()], false);
    for byte in bytes {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            byte => {
                if let Some(i) = DELIMITERS.iter().position(|delimiter| delimiter == byte) {
                    counts[i] += 1;
                }
            }
        }
    }
    let index = (0..DELIMITERS.len()).rev().max_by_key(|i| counts[*i]).unwrap_or_default();
    DELIMITERS[index]
}

/// Reads at most `limit` complete rows. A row at the end of the bytes is only complete if `at_end`.
pub fn rows(bytes: &[u8], delimiter: u8, at_end: bool, limit: usize) -> Result<Rows> {
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes);
    let (mut rows, mut read) = (vec![], 0);
    let mut record = ByteRecord::new();
    while rows.len() < limit && reader.read_byte_record(&mut record).map_err(Error::internal)? {
        let end = usize::try_from(reader.position().byte()).map_err(Error::internal)?;
        if end >= bytes.len() && !at_end {
            break;
        }
        read = end;
        rows.push(std::mem::take(&mut record));
    }
    if rows.is_empty() && !at_end {
        return Err(Error::invalid("file", "has a row that does not end; check for a missing closing quote"));
    }
    if rows.len() < limit && at_end {
        read = bytes.len();
    }
    Ok(Rows { rows, read })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_end_with_a_complete_row() {
        let file = b"a,b\r\n1,\"two\nlines\"\r\n3,4\r\n5,6";
        let Rows { rows: first, read } = rows(&file[..24], b',', false, 10).unwrap();
        assert_eq!(first.len(), 2);
        let Rows { rows: rest, read: rest_read } = rows(&file[read..], b',', true, 10).unwrap();
        assert_eq!(rest.iter().map(|row| row.get(0).unwrap().to_vec()).collect::<Vec<_>>(), [b"3", b"5"]);
        assert_eq!(read + rest_read, file.len());
    }

    #[test]
    fn rows_do_not_depend_on_the_batch_size() {
        let file = b"x,1\n\"a \"\"b\"\"\",2\n\n,,\nlast,3\n";
        let whole: Vec<_> = rows(file, b',', true, 100).unwrap().rows;
        for limit in 1..=whole.len() {
            let (mut at, mut found) = (0, vec![]);
            while at < file.len() {
                let Rows { rows, read } = rows(&file[at..], b',', true, limit).unwrap();
                found.extend(rows);
                at += read;
            }
            assert_eq!(found, whole, "{limit} at a time");
        }
    }

    #[test]
    fn headers_are_parsed_or_rejected() {
        let names = vec!["Name".to_owned(), "Mail".to_owned()];
        // The offset is before the LF, which the next read skips as an empty line.
        let expected = Header { names, delimiter: ';', ends_at: 13 };
        let utf8 = |bytes: &[u8]| header(bytes, Encoding::Utf8);
        assert_eq!(utf8(b"\xef\xbb\xbfName;Mail\r\nx;y").unwrap(), expected);
        assert_eq!(utf8(b"name,, \nx,y,z").unwrap().names, ["name", "Column 2", "Column 3"]);
        assert_eq!(utf8(b"a,a,a (2),a\n").unwrap().names, ["a", "a (2)", "a (2) (2)", "a (3)"]);
        let broken = utf8(b"\"a\r\nb\",c\0d\tx,\"e;f;g\"\n").unwrap();
        assert_eq!((broken.names.join("|").as_str(), broken.delimiter), ("a b|c d x|e;f;g", ','));
        let sep = utf8(b"sep=;\r\na,b;c\r\n").unwrap();
        assert_eq!((sep.names.join("|").as_str(), sep.delimiter, sep.ends_at), ("a,b|c", ';', 13));
        assert_eq!(header(b"Stra\xdfe\n", Encoding::Windows1252).unwrap().names, ["Straße"]);
        assert_eq!(utf8("x".repeat(300).as_bytes()).unwrap().names[0].len(), MAX_NAME);
        let endless = vec![b'a'; usize::try_from(HEADER_LIMIT).unwrap()];
        for invalid in [&b""[..], b"\n\n", &endless, ",".repeat(MAX_COLUMNS).as_bytes()] {
            assert!(utf8(invalid).is_err(), "{invalid:?}");
        }
    }
}
