//! The JSON notation of the recorded vectors and sessions (`data/README.md`).

use gobwire::{Dynamic, Interface, StructType, Type, Value};
use serde_json::{Map, Value as Json, json};

/// A decoded value in the notation of the vectors.
pub(crate) fn to_json(d: &Dynamic) -> Json {
    value(&d.ty, &d.value, &mut Vec::new())
}

fn value<'a>(ty: &'a Type, v: &Value, path: &mut Vec<&'a StructType>) -> Json {
    match (ty, v) {
        (_, Value::Bool(b)) => json!(b),
        (_, Value::Int(i)) => json!(i),
        (_, Value::Uint(u)) => json!(u),
        (_, Value::Float(f)) => float(*f),
        (_, Value::Complex(re, im)) => json!({"$complex": [float(*re), float(*im)]}),
        (_, Value::Bytes(b) | Value::Marshaled(b)) => json!({"$bytes": hex(b)}),
        (_, Value::String(s)) => json!(s),
        (_, Value::RawString(b)) => json!({"$str_hex": hex(b)}),
        (_, Value::Interface(None)) => Json::Null,
        (_, Value::Interface(Some(i))) => interface(i),
        // An array is always sent; one of zeros is as good as one that is left out.
        (Type::Array(e, _), Value::Array(items))
            if items.iter().all(|i| nonzero(&value(e, i, path)).is_none()) =>
        {
            Json::Null
        }
        (Type::Slice(e) | Type::Array(e, _), Value::Slice(items) | Value::Array(items)) => {
            items.iter().map(|i| value(e, i, path)).collect()
        }
        (Type::Map(kt, vt), Value::Map(pairs)) => map(kt, vt, pairs, path),
        (Type::Struct(st), Value::Struct(fields)) => structure(st, fields, path),
        (Type::Ref(n), Value::Struct(fields)) => {
            let st = path[path.len() - 1 - n];
            structure(st, fields, path)
        }
        other => panic!("{other:?}"),
    }
}

fn float(f: f64) -> Json {
    match f {
        _ if f.is_nan() => json!({"$float": "NaN"}),
        _ if f.is_infinite() => json!({"$float": if f > 0.0 { "+Inf" } else { "-Inf" }}),
        _ => json!(f),
    }
}

fn interface(i: &Interface) -> Json {
    json!({"$iface": i.name, "value": value(&i.ty, &i.value, &mut Vec::new())})
}

fn map<'a>(
    kt: &'a Type,
    vt: &'a Type,
    pairs: &[(Value, Value)],
    path: &mut Vec<&'a StructType>,
) -> Json {
    if *kt == Type::String && pairs.iter().all(|(k, _)| matches!(k, Value::String(_))) {
        let mut out = Map::new();
        for (k, v) in pairs {
            let Value::String(k) = k else { unreachable!() };
            out.insert(k.clone(), value(vt, v, path));
        }
        return Json::Object(out);
    }
    let pairs: Vec<Json> = pairs
        .iter()
        .map(|(k, v)| json!([value(kt, k, path), value(vt, v, path)]))
        .collect();
    json!({"$map": pairs})
}

fn structure<'a>(
    st: &'a StructType,
    fields: &[Option<Value>],
    path: &mut Vec<&'a StructType>,
) -> Json {
    path.push(st);
    let mut out = Map::new();
    for ((name, ty), v) in st.fields.iter().zip(fields) {
        if let Some(v) = v {
            out.insert(name.clone(), value(ty, v, path));
        }
    }
    path.pop();
    Json::Object(out)
}

fn hex(b: &[u8]) -> String {
    b.iter().map(|b| format!("{b:02x}")).collect()
}

/// A form in which equal values are equal JSON: gob leaves zero values out, so what is zero goes;
/// numbers are compared as text, marshalled values by their bytes.
pub(crate) fn normal(v: &Json) -> Json {
    nonzero(v).unwrap_or(Json::Null)
}

fn nonzero(v: &Json) -> Option<Json> {
    match v {
        Json::Null => None,
        Json::Bool(b) => b.then_some(json!(true)),
        Json::String(s) => (!s.is_empty()).then(|| json!(s)),
        Json::Number(n) => {
            let text = match n.as_f64() {
                Some(0.0) => return None,
                // 1 and 1.0 are one value here: the wire type has told them apart already.
                Some(f) if f.fract() == 0.0 && f.abs() < 9e15 => format!("{f:.0}"),
                _ => n.to_string(),
            };
            Some(json!({"$number": text}))
        }
        Json::Array(items) if items.is_empty() => None,
        Json::Array(items) => Some(items.iter().map(normal).collect()),
        Json::Object(o) => object(o),
    }
}

fn object(o: &Map<String, Json>) -> Option<Json> {
    if let Some(Json::String(s)) = o.get("$bytes") {
        return (!s.is_empty()).then(|| json!({"$bytes": s}));
    }
    if let Some(Json::String(s)) = o.get("$text") {
        return (!s.is_empty()).then(|| json!({"$bytes": hex(s.as_bytes())}));
    }
    if let Some(Json::String(s)) = o.get("$int").or(o.get("$uint")) {
        return Some(json!({"$number": s}));
    }
    if let Some(Json::String(s)) = o.get("$float") {
        return (s != "-0").then(|| json!({"$float": s}));
    }
    if let Some(Json::Array(pairs)) = o.get("$map") {
        let mut pairs: Vec<Json> = pairs.iter().map(normal).collect();
        pairs.sort_by_key(Json::to_string);
        return (!pairs.is_empty()).then(|| json!({"$map": pairs}));
    }
    let out: Map<String, Json> = o
        .iter()
        .filter_map(|(k, v)| Some((k.clone(), nonzero(v)?)))
        .collect();
    (!out.is_empty()).then_some(Json::Object(out))
}
