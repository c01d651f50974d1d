/// What output.hpp prints as JSON and as CSV, in pieces. For cli/output.cpp and
/// cli/result_stream.cpp.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/output.hpp"

namespace medisc {

using OutputJson = nlohmann::ordered_json;

/// {"medisc": 2, facts, NAME: [...]}
OutputJson json_of(const std::vector<Fact>& facts, const std::vector<Table>& tables);
/// One object a row.
OutputJson json_rows(const Table& table);

/// On one line, whatever bytes texts have.
std::string json_line(const OutputJson& json);
std::string json_text(const OutputJson& json);

/// An object's text without its end, to which json_key and a value may be added.
std::string open_json(const OutputJson& object);
/// ",\n  \"key\": "
std::string json_key(const std::string& key);
/// What is left of an object: its members but for "medisc", and the end.
std::string close_json(OutputJson object);

void print_csv_header(std::ostream& out, const Table& table);
void print_csv_rows(std::ostream& out, const Table& table);

}  // namespace medisc
