//! Reading CSV (RFC 4180) a piece at a time: whatever a spreadsheet writes, and whatever else comes.

use csv::{ByteRecord, ReaderBuilder};

use crate::error::{Error, Result};

/// How much of a file is looked at for its header. One that is longer does not end.
pub const HEADER_LIMIT: i64 = 64 * 1024;
/// How much of a file is read for one piece. A row that is longer does not end.
pub const PIECE_LIMIT: i64 = 512 * 1024;
/// More columns than any list of contacts has.
const MOST_COLUMNS: usize = 200;

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
pub fn header(bytes: &[u8]) -> Result<Header> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Error::invalid("file", "must be UTF-8, not UTF-16: save it as “CSV UTF-8”"));
    }
    let mark = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let body = &bytes[mark..];
    let delimiter = delimiter(body);
    let is_whole = bytes.len() < usize::try_from(HEADER_LIMIT).map_err(Error::internal)?;
    let Rows { rows, read } = rows(body, delimiter, is_whole, 1)?;
    let Some(record) = rows.first() else { return Err(Error::invalid("file", "is empty")) };
    let names: Vec<String> =
        record.iter().enumerate().map(|(i, cell)| name_of(cell, i + 1)).collect::<Result<_>>()?;
    if names.len() > MOST_COLUMNS {
        return Err(Error::invalid(
            "file",
            format!("has {} columns; that is no list of contacts", names.len()),
        ));
    }
    let mut sorted = names.clone();
    sorted.sort_unstable();
    if let Some(twice) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(Error::invalid("file", format!("has two columns called “{}”", twice[0])));
    }
    let ends_at = i64::try_from(mark + read).map_err(Error::internal)?;
    Ok(Header { names, delimiter: delimiter.into(), ends_at })
}

/// What a column is called; spreadsheets leave some without a name, most of all behind the last.
fn name_of(cell: &[u8], number: usize) -> Result<String> {
    match std::str::from_utf8(cell).map(str::trim) {
        Ok("") => Ok(format!("Column {number}")),
        Ok(name) => Ok(name.to_owned()),
        Err(_) => Err(Error::invalid("file", "has a header that is not UTF-8")),
    }
}

/// What separates the columns of the first line: a comma, a semicolon (half of Europe's spreadsheets), or a tab.
fn delimiter(bytes: &[u8]) -> u8 {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |delimiter: u8| line.iter().filter(|byte| **byte == delimiter).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
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
        assert_eq!(header(b"\xef\xbb\xbfName;Mail\r\nx;y").unwrap(), expected);
        assert_eq!(header(b"name,, \nx,y,z").unwrap().names, ["name", "Column 2", "Column 3"]);
        let endless = vec![b'a'; usize::try_from(HEADER_LIMIT).unwrap()];
        for wrong in [&b""[..], b"\xff\xfeN\0", b"a,a\n", b"\xe4,b\n", &endless] {
            assert!(header(wrong).is_err(), "{wrong:?}");
        }
    }
}
