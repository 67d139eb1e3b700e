//! Reading CSV (RFC 4180) a piece at a time: whatever a spreadsheet writes, and whatever else comes.

use csv::{ByteRecord, ReaderBuilder};

use super::{encoding::Encoding, file_kind};
use crate::{
    error::{Error, Result},
    text,
};

/// How much of a file is looked at for its header. One that is longer does not end.
pub const HEADER_LIMIT: i64 = 64 * 1024;
/// How much of a file is read for one piece. A row that is longer does not end.
pub const PIECE_LIMIT: i64 = 512 * 1024;
/// More columns than any list of contacts has.
const MAX_COLUMNS: usize = 200;
/// How much of a column's name is kept.
const MAX_NAME: usize = 100;
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// Rows of a piece, and where the next begins.
pub struct Rows {
    pub rows: Vec<ByteRecord>,
    pub read: usize,
}

/// The first line of a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Header {
    pub names: Vec<String>,
    pub delimiter: char,
    /// Where the first row begins.
    pub ends_at: i64,
}

/// The names of the columns, what separates them, and where the first row begins.
pub fn header(bytes: &[u8], encoding: Encoding) -> Result<Header> {
    let (begins_at, delimiter) = preamble(bytes);
    let body = &bytes[begins_at..];
    let delimiter = delimiter.unwrap_or_else(|| likely_delimiter(body));
    let is_whole = bytes.len() < usize::try_from(HEADER_LIMIT).map_err(Error::internal)?;
    let Rows { rows, read } = rows(body, delimiter, is_whole, 1)?;
    let Some(record) = rows.first() else { return Err(file_kind::empty()) };
    if record.len() > MAX_COLUMNS {
        let message = format!("has {} columns; an import takes at most {MAX_COLUMNS}", record.len());
        return Err(Error::invalid("file", message));
    }
    let names = names_of(record, encoding);
    let ends_at = i64::try_from(begins_at + read).map_err(Error::internal)?;
    Ok(Header { names, delimiter: delimiter.into(), ends_at })
}

/// What stands before the names: a byte order mark, and Excel's `sep=;`.
fn preamble(bytes: &[u8]) -> (usize, Option<u8>) {
    let mark = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    match &bytes[mark..] {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter, rest @ ..]
            if DELIMITERS.contains(delimiter) =>
        {
            let line_break = match rest {
                [b'\r', b'\n', ..] => 2,
                [b'\r' | b'\n', ..] => 1,
                _ => return (mark, None),
            };
            (mark + 5 + line_break, Some(*delimiter))
        }
        _ => (mark, None),
    }
}

/// What the columns are called, each by a name of its own. Spreadsheets leave some without one, most of all behind the
/// last, and name others alike.
fn names_of(record: &ByteRecord, encoding: Encoding) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(record.len());
    for (i, cell) in record.iter().enumerate() {
        let line = text::single_line(&encoding.decode_lossy(cell));
        let mut name: String = text::trimmed(&line).chars().take(MAX_NAME).collect();
        if name.is_empty() {
            name = format!("Column {}", i + 1);
        }
        let again = (2..).map(|n| format!("{name} ({n})")).find(|again| !names.contains(again));
        names.push(if names.contains(&name) { again.unwrap_or(name) } else { name });
    }
    names
}

/// What separates the columns of the first row, outside of quotes: a comma, a semicolon (half of Europe's
/// spreadsheets), or a tab.
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
    let most = (0..DELIMITERS.len()).rev().max_by_key(|i| counts[*i]).unwrap_or_default();
    DELIMITERS[most]
}

/// At most `limit` whole rows. What may go on behind the piece is not whole, unless the file ends with it.
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
        return Err(Error::invalid("file", "has a row that does not end: is a quote not closed?"));
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
    fn a_piece_ends_with_a_whole_row() {
        let file = b"a,b\r\n1,\"two\nlines\"\r\n3,4\r\n5,6";
        let Rows { rows: first, read } = rows(&file[..24], b',', false, 10).unwrap();
        assert_eq!(first.len(), 2);
        let Rows { rows: rest, read: to_the_end } = rows(&file[read..], b',', true, 10).unwrap();
        assert_eq!(rest.iter().map(|row| row.get(0).unwrap().to_vec()).collect::<Vec<_>>(), [b"3", b"5"]);
        assert_eq!(read + to_the_end, file.len());
    }

    #[test]
    fn any_cut_gives_the_same_rows() {
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
    fn headers_are_understood_or_refused() {
        let names = vec!["Name".to_owned(), "Mail".to_owned()];
        // Up to the CR: the LF is an empty line to the next piece, and skipped.
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
        for wrong in [&b""[..], b"\n\n", &endless, ",".repeat(MAX_COLUMNS).as_bytes()] {
            assert!(utf8(wrong).is_err(), "{wrong:?}");
        }
    }
}
