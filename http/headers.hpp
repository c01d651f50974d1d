/// Header fields of a request or a response.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace medisc {

/// Names compare without regard to case, in ASCII. The order is kept.
class HttpHeaders {
 public:
  HttpHeaders() = default;
  HttpHeaders(std::initializer_list<std::pair<std::string, std::string>> fields);

  void add(std::string name, std::string value);
  /// In the place of every field of that name.
  void set(std::string name, std::string value);

  /// The first of that name.
  std::optional<std::string_view> get(std::string_view name) const;
  bool has(std::string_view name) const { return get(name).has_value(); }
  std::size_t count(std::string_view name) const;

  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

/// Of ASCII letters; all other bytes must be the same.
bool equal_ignoring_case(std::string_view a, std::string_view b);

/// Whether a text is a token (RFC 9110, 5.6.2), as names of fields are.
bool is_http_token(std::string_view text);

/// Whether a field may have this value: without control characters, tabs excepted.
bool is_http_value(std::string_view text);

/// ASCII letters in lower case.
std::string lower_case(std::string_view text);

}  // namespace medisc
