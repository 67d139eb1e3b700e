//! Column names in exports of HubSpot, Salesforce, Pipedrive, Zoho, Google Contacts and Outlook, and common
//! names in English and Hindi.

use std::collections::BTreeMap;

/// Fields with the names of their columns, in order of preference.
const KNOWN: [(&str, &[&str]); 8] = [
    (
        "name",
        &[
            "name",
            "full name",
            "fullname",
            "contact name",
            "lead name",
            "display name",
            "customer name",
            "contact",
            "customer",
            "पूरा नाम",
            "नाम",
            "ग्राहक का नाम",
            "संपर्क",
        ],
    ),
    (
        "email",
        &[
            "email",
            "email address",
            "email 1 value",
            "primary email",
            "work email",
            "email work",
            "mail",
            "business email",
            "email 1",
            "email 2 value",
            "email 2 address",
            "secondary email",
            "home email",
            "email home",
            "personal email",
            "ईमेल",
            "ईमेल पता",
            "मेल",
        ],
    ),
    (
        "phone",
        &[
            "phone",
            "phone number",
            "mobile",
            "mobile phone",
            "mobile number",
            "mobile phone number",
            "cell",
            "cell phone",
            "phone 1 value",
            "telephone",
            "tel",
            "primary phone",
            "phone mobile",
            "phone work",
            "work phone",
            "business phone",
            "company phone",
            "phone home",
            "home phone",
            "phone 2 value",
            "whatsapp",
            "whatsapp number",
            "फोन",
            "फोन नंबर",
            "मोबाइल",
            "मोबाइल नंबर",
            "दूरभाष",
        ],
    ),
    (
        "organisation",
        &[
            "organisation",
            "organization",
            "company",
            "company name",
            "account",
            "account name",
            "employer",
            "organisation name",
            "organization name",
            "organization 1 name",
            "associated company",
            "कंपनी",
            "कंपनी का नाम",
            "संगठन",
            "संस्था",
        ],
    ),
    (
        "title",
        &[
            "title",
            "job title",
            "position",
            "designation",
            "organization title",
            "organization 1 title",
            "role",
            "पद",
            "पदनाम",
        ],
    ),
    ("source", &["source", "lead source", "channel", "original source", "स्रोत", "लीड स्रोत"]),
    ("tags", &["tags", "tag", "labels", "label", "टैग"]),
    ("owner", &["owner", "owner email", "assigned to", "rep"]),
];

/// The parts of a name, in the order in which they are joined.
const NAME_PARTS: [&[&str]; 3] = [
    &["first name", "firstname", "given name", "forename", "first", "पहला नाम", "प्रथम नाम"],
    &["middle name", "middlename", "additional name", "मध्य नाम"],
    &["last name", "lastname", "family name", "surname", "last", "अंतिम नाम", "उपनाम", "कुलनाम"],
];

/// Fields that can be mapped to several columns.
const MULTI_COLUMN: [&str; 2] = ["email", "phone"];

/// Suggests columns for each field by their names.
pub fn suggest(headers: &[String]) -> BTreeMap<String, Vec<String>> {
    let columns: Vec<(String, &String)> = headers.iter().map(|header| (normalize(header), header)).collect();
    let find = |names: &[&str]| -> Vec<String> {
        let matches =
            names.iter().flat_map(|name| columns.iter().filter(move |(normalized, _)| normalized == name));
        matches.map(|(_, header)| (*header).clone()).collect()
    };
    let mut fields = BTreeMap::new();
    for (field, names) in KNOWN {
        let mut columns = find(names);
        columns.truncate(if MULTI_COLUMN.contains(&field) { 3 } else { 1 });
        if !columns.is_empty() {
            fields.insert(field.to_owned(), columns);
        }
    }
    if !fields.contains_key("name") {
        let parts: Vec<String> =
            NAME_PARTS.iter().filter_map(|names| find(names).into_iter().next()).collect();
        if !parts.is_empty() {
            fields.insert("name".to_owned(), parts);
        }
    }
    fields
}

/// Normalises a column name: case, punctuation, `E-mail`, the Hindi nukta, and Pipedrive's prefix
/// `Person - `.
fn normalize(header: &str) -> String {
    let spaced: String = header
        .to_lowercase()
        .chars()
        .filter(|c| *c != '\u{93c}')
        .map(|c| match c {
            '\u{95e}' => '\u{92b}',
            c if c.is_ascii_punctuation() || c.is_whitespace() => ' ',
            c => c,
        })
        .collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let name = words.join(" ").replace("e mail", "email").replace("ई मेल", "ईमेल");
    name.strip_prefix("person ").map_or_else(|| name.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suggested(headers: &[&str]) -> Vec<(String, String)> {
        let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
        suggest(&headers).into_iter().map(|(field, columns)| (field, columns.join("+"))).collect()
    }

    fn fields(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(field, columns)| ((*field).to_owned(), (*columns).to_owned())).collect()
    }

    #[track_caller]
    fn check(headers: &[&str], expected: &[(&str, &str)]) {
        assert_eq!(suggested(headers), fields(expected));
    }

    #[test]
    fn hubspot_exports_are_known() {
        check(
            &[
                "Record ID",
                "First Name",
                "Last Name",
                "Email",
                "Phone Number",
                "Contact owner",
                "Company name",
            ],
            &[
                ("email", "Email"),
                ("name", "First Name+Last Name"),
                ("organisation", "Company name"),
                ("phone", "Phone Number"),
            ],
        );
    }

    #[test]
    fn salesforce_exports_are_known() {
        check(
            &["Last Name", "First Name", "Title", "Account Name", "Mobile", "Phone", "Email", "Lead Source"],
            &[
                ("email", "Email"),
                ("name", "First Name+Last Name"),
                ("organisation", "Account Name"),
                ("phone", "Phone+Mobile"),
                ("source", "Lead Source"),
                ("title", "Title"),
            ],
        );
    }

    #[test]
    fn pipedrive_exports_are_known() {
        check(
            &["Person - Name", "Person - Email - Work", "Person - Phone - Mobile", "Person - Organization"],
            &[
                ("email", "Person - Email - Work"),
                ("name", "Person - Name"),
                ("organisation", "Person - Organization"),
                ("phone", "Person - Phone - Mobile"),
            ],
        );
    }

    #[test]
    fn zoho_exports_are_known() {
        check(
            &["Contact Name", "First Name", "Last Name", "Email", "Phone", "Account Name", "Lead Source"],
            &[
                ("email", "Email"),
                ("name", "Contact Name"),
                ("organisation", "Account Name"),
                ("phone", "Phone"),
                ("source", "Lead Source"),
            ],
        );
    }

    #[test]
    fn google_contacts_exports_are_known() {
        check(
            &[
                "Given Name",
                "Additional Name",
                "Family Name",
                "E-mail 1 - Value",
                "Phone 1 - Value",
                "Organization 1 - Name",
                "Organization 1 - Title",
            ],
            &[
                ("email", "E-mail 1 - Value"),
                ("name", "Given Name+Additional Name+Family Name"),
                ("organisation", "Organization 1 - Name"),
                ("phone", "Phone 1 - Value"),
                ("title", "Organization 1 - Title"),
            ],
        );
    }

    #[test]
    fn outlook_exports_are_known() {
        check(
            &[
                "First Name",
                "Last Name",
                "Company",
                "Job Title",
                "Business Phone",
                "Mobile Phone",
                "E-mail Address",
            ],
            &[
                ("email", "E-mail Address"),
                ("name", "First Name+Last Name"),
                ("organisation", "Company"),
                ("phone", "Mobile Phone+Business Phone"),
                ("title", "Job Title"),
            ],
        );
    }

    #[test]
    fn hindi_headers_are_known() {
        check(
            &["नाम", "ई-मेल", "फ़ोन नंबर", "कंपनी", "पद", "स्रोत"],
            &[
                ("email", "ई-मेल"),
                ("name", "नाम"),
                ("organisation", "कंपनी"),
                ("phone", "फ़ोन नंबर"),
                ("source", "स्रोत"),
                ("title", "पद"),
            ],
        );
    }

    #[test]
    fn unknown_columns_get_no_suggestion() {
        check(
            &["first_name", "Mobile_Number", "Shoe size"],
            &[("name", "first_name"), ("phone", "Mobile_Number")],
        );
    }
}
