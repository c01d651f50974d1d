/// The manual page of the configurations, made from the commented examples.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace medisc {

/// medisc.toml(5). `files`: a role's name and its example's text, each. In an example, comments
/// stand above the [section] or key that they are of, or behind a key's value; a key or a
/// section that is commented out is one that may be missing.
std::string toml_page(const std::vector<std::pair<std::string, std::string>>& files,
                      const std::string& version);

}  // namespace medisc
