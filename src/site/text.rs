//! How values of other rooms stand in the file of sites.

/// Bytes that are mostly text: a string where they are UTF-8, else an object with `base64`.
pub(super) mod optional_bytes {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Form {
        Text(String),
        Bytes { base64: String },
    }

    #[expect(clippy::ref_option, reason = "serde's form")]
    pub(in super::super) fn serialize<S: Serializer>(
        value: &Option<Vec<u8>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let form = value.as_ref().map(|bytes| match std::str::from_utf8(bytes) {
            Ok(text) => Form::Text(text.to_owned()),
            Err(_not_text) => Form::Bytes { base64: STANDARD.encode(bytes) },
        });
        form.serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Vec<u8>>, D::Error> {
        Ok(match Option::<Form>::deserialize(deserializer)? {
            None => None,
            Some(Form::Text(text)) => Some(text.into_bytes()),
            Some(Form::Bytes { base64 }) => Some(STANDARD.decode(base64).map_err(de::Error::custom)?),
        })
    }
}

/// A protocol by its URL scheme.
pub(super) mod protocol {
    use crate::model::Protocol;
    use serde::{Deserialize, Deserializer, Serializer, de};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's form")]
    pub(in super::super) fn serialize<S: Serializer>(value: &Protocol, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(value.scheme())
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Protocol, D::Error> {
        let scheme = String::deserialize(deserializer)?;
        Protocol::of_scheme(&scheme).ok_or_else(|| de::Error::custom("a protocol of a later version"))
    }
}

/// A rule for targets that exist, by its name.
pub(super) mod optional_overwrite {
    use crate::model::OverwriteRule;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    #[expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "serde's form")]
    pub(in super::super) fn serialize<S: Serializer>(
        value: &Option<OverwriteRule>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value.map(OverwriteRule::name).serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<OverwriteRule>, D::Error> {
        let name = Option::<String>::deserialize(deserializer)?;
        name.map(|name| OverwriteRule::from_name(&name).ok_or_else(|| de::Error::custom("a rule of a later version")))
            .transpose()
    }
}
