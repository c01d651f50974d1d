/// A look at everything that a role's configuration refers to, before anybody relies on it.
#pragma once

#include <string>
#include <vector>

#include "config/config_source.hpp"
#include "config/key_file.hpp"
#include "error/error.hpp"

namespace medisc {

struct ConfigCheck {
  std::string what;  ///< "key", "database", "tls", "listen", "dealer", "service", "model",
                     ///< "intake", "archive", "rule"
  std::string name;  ///< which
  Result<void> outcome;
  std::string note{};  ///< what is well, and could be said better
};

/// Goes on after a failure: all that is wrong is told, not the first alone. Starts nothing and
/// calls nobody; compiles a service's models. Errors: those of the configuration itself.
Result<std::vector<ConfigCheck>> check_configuration(const ConfigSource& source,
                                                     const AskPassphrase& ask = nullptr);

}  // namespace medisc
