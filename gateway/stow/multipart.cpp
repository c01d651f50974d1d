#include "gateway/stow/multipart.hpp"

#include <algorithm>
#include <string>

#include "gateway/stow/media_type.hpp"
#include "http/headers.hpp"

namespace medisc {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::size_t kLongestBoundary = 70;

/// Reads a body from its front.
class Reader {
 public:
  Reader(std::string_view body, std::string_view boundary, const MultipartLimits& limits)
      : left_(body), dashed_("--" + std::string(boundary)), limits_(limits) {}

  Result<std::vector<BodyPart>> parts();

 private:
  Result<void> first_delimiter();
  /// What stands behind a delimiter: whether another part follows.
  Result<bool> goes_on();
  Result<BodyPart> part();
  Result<std::vector<PartHeader>> headers();
  Result<PartHeader> header(std::string_view line, const std::vector<PartHeader>& before) const;

  tl::unexpected<Error> malformed(const std::string& what, const std::string& hint) const {
    return fail(ErrorCode::kBadInput,
                "part " + std::to_string(number_) + " of the body " + what, hint);
  }

  std::string_view left_;
  const std::string dashed_;
  const MultipartLimits& limits_;
  std::size_t number_ = 1;  ///< of the part
};

Result<void> Reader::first_delimiter() {
  if (!left_.starts_with(dashed_)) {
    const std::size_t at = left_.find(std::string(kLineEnd) + dashed_);
    if (at == left_.npos) {
      return fail(
          ErrorCode::kBadInput, "the body has no line with the boundary",
          "begin each part with \"--\" and the boundary that Content-Type names, and end "
          "lines with CR LF");
    }
    left_.remove_prefix(at + kLineEnd.size());
  }
  left_.remove_prefix(dashed_.size());
  return {};
}

Result<bool> Reader::goes_on() {
  const bool last = left_.starts_with("--");
  if (last) left_.remove_prefix(2);
  left_.remove_prefix(std::min(left_.find_first_not_of(" \t"), left_.size()));
  if (left_.starts_with(kLineEnd)) {
    left_.remove_prefix(kLineEnd.size());
    return !last;
  }
  if (last && left_.empty()) return false;
  if (left_.empty()) {
    return malformed("is missing: the body ends within a delimiter",
                     "end the body with \"--\", the boundary and \"--\"");
  }
  return malformed("begins behind a line that holds the boundary and something else",
                   "choose a boundary that occurs in no part");
}

Result<PartHeader> Reader::header(std::string_view line,
                                  const std::vector<PartHeader>& before) const {
  const std::size_t colon = line.find(':');
  if (line.starts_with(' ') || line.starts_with('\t')) {
    return malformed("has a folded header", "write each header on one line");
  }
  if (colon == line.npos || !is_http_token(line.substr(0, colon))) {
    return malformed("has a header that is no \"Name: value\"",
                     "put an empty line between headers and bytes");
  }
  const PartHeader field{line.substr(0, colon), without_blanks(line.substr(colon + 1))};
  if (!is_http_value(field.value)) {
    return malformed("has control characters in a header", "leave them out");
  }
  const bool again = std::ranges::any_of(before, [&](const PartHeader& other) {
    return equal_ignoring_case(other.name, field.name);
  });
  if (again) return malformed("has a header twice", "send each once");
  return field;
}

Result<std::vector<PartHeader>> Reader::headers() {
  std::vector<PartHeader> headers;
  std::size_t most = limits_.header_bytes;
  while (true) {
    const std::size_t end = left_.substr(0, most).find(kLineEnd);
    if (end == left_.npos && left_.size() > most) {
      return malformed(
          "has headers of more than " + std::to_string(limits_.header_bytes) + " bytes",
          "put an empty line between headers and bytes");
    }
    if (end == left_.npos) {
      return malformed("ends within its headers", "send the body whole");
    }
    const std::string_view line = left_.substr(0, end);
    left_.remove_prefix(end + kLineEnd.size());
    most -= end + kLineEnd.size();
    if (line.empty()) return headers;
    if (line.starts_with(dashed_)) {
      return malformed("ends within its headers",
                       "put an empty line between headers and bytes");
    }
    if (headers.size() == limits_.headers) {
      return malformed("has more than " + std::to_string(limits_.headers) + " headers",
                       "leave out what is not needed");
    }
    const auto field = header(line, headers);
    if (!field) return tl::unexpected(field.error());
    headers.push_back(*field);
  }
}

Result<BodyPart> Reader::part() {
  auto fields = headers();
  if (!fields) return tl::unexpected(fields.error());
  // A reader that lets the empty line serve as the delimiter's own would see another part here.
  if (left_.starts_with(dashed_)) {
    return malformed("has no bytes, and no line of its own for them",
                     "end a part with CR LF before the next boundary");
  }
  const std::size_t end = left_.find(std::string(kLineEnd) + dashed_);
  if (end == left_.npos) {
    return malformed("has no end: no boundary follows",
                     "send the body whole, and end it with \"--\", the boundary and \"--\"");
  }
  BodyPart part{std::move(*fields), left_.substr(0, end)};
  left_.remove_prefix(end + kLineEnd.size() + dashed_.size());
  return part;
}

Result<std::vector<BodyPart>> Reader::parts() {
  if (auto found = first_delimiter(); !found) return tl::unexpected(found.error());
  std::vector<BodyPart> parts;
  while (true) {
    const auto more = goes_on();
    if (!more) return tl::unexpected(more.error());
    if (!*more) return parts;
    if (parts.size() == limits_.parts) {
      return fail(ErrorCode::kBadInput,
                  "the body has more than " + std::to_string(limits_.parts) + " parts",
                  "send it as several requests");
    }
    auto next = part();
    if (!next) return tl::unexpected(next.error());
    parts.push_back(std::move(*next));
    ++number_;
  }
}

}  // namespace

std::optional<std::string_view> BodyPart::header(std::string_view name) const {
  const auto found = std::ranges::find_if(
      headers, [&](const PartHeader& field) { return equal_ignoring_case(field.name, name); });
  if (found == headers.end()) return std::nullopt;
  return found->value;
}

bool is_boundary(std::string_view text) {
  const auto allowed = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos;
  };
  return !text.empty() && text.size() <= kLongestBoundary && text.back() != ' ' &&
         std::ranges::all_of(text, allowed);
}

Result<std::vector<BodyPart>> parse_multipart(std::string_view body, std::string_view boundary,
                                              const MultipartLimits& limits) {
  if (!is_boundary(boundary)) {
    return fail(ErrorCode::kBadInput, "the boundary of the Content-Type is none",
                "name one of 1 to 70 letters and digits: boundary=\"b\"");
  }
  return Reader(body, boundary, limits).parts();
}

}  // namespace medisc
