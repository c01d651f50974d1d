/// What an error is about: a node or an output of a file.
#pragma once

#include <string>
#include <utility>

#include "error/error.hpp"

namespace medisc {

/// Makes errors whose context begins with the place: "<file>: node '<name>' (<op>): ...".
class Place {
 public:
  explicit Place(std::string text) : text_(std::move(text)) {}

  const std::string& text() const { return text_; }

  /// kUnsupported.
  tl::unexpected<Error> refuse(const std::string& reason, std::string hint = {}) const;
  /// kBadInput.
  tl::unexpected<Error> damaged(const std::string& reason) const;
  /// Names the place in an error that does not.
  tl::unexpected<Error> named(Error error) const;

 private:
  std::string text_;
};

}  // namespace medisc
