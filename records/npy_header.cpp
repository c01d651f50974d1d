#include "records/npy_header.hpp"

#include <charconv>
#include <utility>

namespace medisc {
namespace {

/// Takes tokens off the front of the header; each function says whether it found its own.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool take(std::string_view token) {
    skip_blanks();
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }

  bool take_text(std::string& text) {
    skip_blanks();
    if (rest_.empty() || (rest_[0] != '\'' && rest_[0] != '"')) return false;
    const std::size_t end = rest_.find(rest_[0], 1);
    if (end == std::string_view::npos) return false;
    text = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    return true;
  }

  bool take_bool(bool& value) {
    value = take("True");
    return value || take("False");
  }

  bool take_number(std::uint64_t& value) {
    skip_blanks();
    const auto [end, problem] =
        std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (problem != std::errc{}) return false;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    if (rest_.starts_with('L')) rest_.remove_prefix(1);  // as Python 2 wrote long numbers
    return true;
  }

  bool take_shape(std::vector<std::uint64_t>& shape) {
    if (!take("(")) return false;
    while (!take(")")) {
      std::uint64_t dim = 0;
      if (!take_number(dim)) return false;
      shape.push_back(dim);
      const bool comma = take(",");
      // Python writes a tuple of one as (5,); (5) is a number.
      if (!comma && shape.size() == 1) return false;
      if (!comma) return take(")");
    }
    return true;
  }

  /// The list of a structured type's fields.
  bool take_fields(std::vector<NpyField>& fields) {
    if (!take("[")) return false;
    while (!take("]")) {
      if (!take_field(fields.emplace_back())) return false;
      if (!take(",")) return take("]");
    }
    return true;
  }

  bool at_end() {
    skip_blanks();
    return rest_.empty();
  }

 private:
  /// ('age', '<f8') or ('x', '<f4', (2,)); the name may be a pair of title and name.
  bool take_field(NpyField& field) {
    if (!take("(")) return false;
    if (take("(")) {
      std::string title;
      if (!take_text(title) || !take(",") || !take_text(field.name) || !take(")")) return false;
    } else if (!take_text(field.name)) {
      return false;
    }
    if (!take(",") || !take_text(field.descr)) return false;
    if (take(")")) return true;
    if (!take(",")) return false;
    return take(")") || (take_shape(field.shape) && (take(","), take(")")));
  }

  void skip_blanks() {
    while (!rest_.empty() && (rest_[0] == ' ' || rest_[0] == '\n')) rest_.remove_prefix(1);
  }

  std::string_view rest_;
};

}  // namespace

std::optional<NpyHeader> parse_npy_header(std::string_view text) {
  Scanner scanner(text);
  NpyHeader header;
  bool has_descr = false;
  bool has_order = false;
  bool has_shape = false;
  if (!scanner.take("{")) return std::nullopt;
  while (!scanner.take("}")) {
    std::string key;
    if (!scanner.take_text(key) || !scanner.take(":")) return std::nullopt;
    bool read = false;
    if (key == "descr" && !std::exchange(has_descr, true)) {
      read = scanner.take_text(header.descr) || scanner.take_fields(header.fields);
    } else if (key == "fortran_order" && !std::exchange(has_order, true)) {
      read = scanner.take_bool(header.fortran_order);
    } else if (key == "shape" && !std::exchange(has_shape, true)) {
      read = scanner.take_shape(header.shape);
    }
    if (!read) return std::nullopt;
    if (scanner.take(",")) continue;
    if (!scanner.take("}")) return std::nullopt;
    break;
  }
  if (!has_descr || !has_order || !has_shape || !scanner.at_end()) return std::nullopt;
  if (header.descr.empty() && header.fields.empty()) return std::nullopt;
  return header;
}

}  // namespace medisc
