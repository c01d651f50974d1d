/// Options that are one of several words, as on the command line.
#pragma once

#include <map>
#include <string>

#include "error/error.hpp"

namespace medisc::python {

/// What the word stands for. Throws Failure (kUsage) for another one.
template <class Value>
Value chosen(const std::string& option, const std::string& word,
             const std::map<std::string, Value>& words) {
  const auto found = words.find(word);
  if (found != words.end()) return found->second;
  std::string known;
  for (const auto& [name, value] : words) known += (known.empty() ? "" : ", ") + name;
  throw Failure({ErrorCode::kUsage, option + " is '" + word + "'", "it is one of " + known});
}

}  // namespace medisc::python
