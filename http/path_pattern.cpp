#include "http/path_pattern.hpp"

#include <algorithm>
#include <set>

namespace medisc {

Result<PathPattern> PathPattern::parse(std::string_view text) {
  const auto bad = [&](const char* why) {
    return fail(ErrorCode::kUsage, "the path " + std::string(text) + " " + why);
  };
  if (!text.starts_with('/')) return bad("does not begin with a slash");
  PathPattern pattern;
  std::set<std::string> names;
  std::string_view left = text.substr(1);
  while (!left.empty()) {
    const auto slash = left.find('/');
    const std::string_view segment = left.substr(0, slash);
    left = slash == std::string_view::npos ? std::string_view() : left.substr(slash + 1);
    if (segment.empty()) return bad("has an empty segment");
    const bool is_variable = segment.starts_with('{') && segment.ends_with('}');
    const std::string name(is_variable ? segment.substr(1, segment.size() - 2) : segment);
    if (name.empty() || name.find_first_of("{}") != std::string::npos) {
      return bad("has a variable without a name");
    }
    if (is_variable && !names.insert(name).second) return bad("has a variable twice");
    pattern.segments_.push_back({name, is_variable});
  }
  return pattern;
}

std::optional<std::map<std::string, std::string>> PathPattern::match(
    std::span<const std::string> segments) const {
  if (segments.size() != segments_.size()) return std::nullopt;
  std::map<std::string, std::string> variables;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (segments_[i].is_variable) {
      variables[segments_[i].text] = segments[i];
    } else if (segments_[i].text != segments[i]) {
      return std::nullopt;
    }
  }
  return variables;
}

bool PathPattern::is_narrower_than(const PathPattern& other) const {
  const auto [own, others] = std::ranges::mismatch(
      segments_, other.segments_, {}, &Segment::is_variable, &Segment::is_variable);
  return own != segments_.end() && others != other.segments_.end() && !own->is_variable;
}

bool PathPattern::is_like(const PathPattern& other) const {
  return std::ranges::equal(segments_, other.segments_, [](const Segment& a, const Segment& b) {
    return a.is_variable == b.is_variable && (a.is_variable || a.text == b.text);
  });
}

}  // namespace medisc
