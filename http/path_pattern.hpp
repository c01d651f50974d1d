/// Paths with variables: "/v2/models/{model}/infer".
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "error/error.hpp"

namespace medisc {

class PathPattern {
 public:
  /// Errors: kUsage where it does not begin with a slash, has an empty segment, or a variable
  /// that has no name or one that is there already.
  static Result<PathPattern> parse(std::string_view text);

  /// The variables, where it fits. A variable stands for one whole segment.
  std::optional<std::map<std::string, std::string>> match(
      std::span<const std::string> segments) const;

  /// Whether it says more than the other of the same length: a word where that has a variable,
  /// at the first segment where one is a variable and the other is not.
  bool is_narrower_than(const PathPattern& other) const;
  /// Whether both fit the same paths.
  bool is_like(const PathPattern& other) const;

 private:
  struct Segment {
    std::string text;  ///< a word, or the variable's name
    bool is_variable = false;
  };
  std::vector<Segment> segments_;
};

}  // namespace medisc
