#include "gateway/inference/parameters.hpp"

#include "gateway/inference/json_number.hpp"
#include "http/json_text.hpp"

namespace medisc {
namespace {

struct JsonValue {
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(double value) const {
    std::string text;
    append_number(text, value);
    return text;
  }
  std::string operator()(const std::string& value) const { return json_quoted(value); }
};

}  // namespace

Result<std::optional<bool>> flag_in(const Parameters& parameters, const char* name) {
  const auto found = parameters.find(name);
  if (found == parameters.end()) return std::nullopt;
  if (const bool* const flag = std::get_if<bool>(&found->second)) return *flag;
  return fail(ErrorCode::kBadInput, std::string("parameter ") + name + " is not true or false");
}

Result<std::optional<std::uint64_t>> count_in(const Parameters& parameters, const char* name) {
  const auto found = parameters.find(name);
  if (found == parameters.end()) return std::nullopt;
  const auto* const count = std::get_if<std::int64_t>(&found->second);
  if (count != nullptr && *count >= 0) return static_cast<std::uint64_t>(*count);
  return fail(ErrorCode::kBadInput, std::string("parameter ") + name + " is no whole number");
}

std::string to_json(const Parameters& parameters) {
  std::string text = "{";
  for (const auto& [name, value] : parameters) {
    if (text.size() > 1) text += ',';
    text += json_quoted(name) + ":" + std::visit(JsonValue{}, value);
  }
  return text + "}";
}

}  // namespace medisc
