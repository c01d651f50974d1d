#include <algorithm>
#include <iostream>

#include "cli/passphrase.hpp"
#include "cli/verbs.hpp"
#include "site/config_checks.hpp"

namespace medisc {
namespace {

/// The first failure, and how many there are.
Result<void> verdict(const std::vector<ConfigCheck>& checks) {
  const auto failed = [](const ConfigCheck& check) {
    return !check.outcome;
  };
  const auto first = std::find_if(checks.begin(), checks.end(), failed);
  if (first == checks.end()) return {};
  Error error = first->outcome.error();
  error.hint = "";
  error.context = std::to_string(std::count_if(checks.begin(), checks.end(), failed)) + " of " +
                  std::to_string(checks.size()) + " checks failed; the first: " + error.context;
  return tl::unexpected<Error>(error);
}

}  // namespace

Result<void> run(const ConfigCheckArguments& arguments) {
  auto checks = check_configuration(arguments.config, passphrase_at_terminal());
  if (!checks) return tl::unexpected<Error>(checks.error());
  checks->insert(checks->begin(), {"configuration", arguments.config.file, {}, ""});
  Table table{
      "checks",
      {{"what", "what"}, {"name", "name"}, {"ok", "ok"}, {"error", "error"}, {"note", "note"}},
      {}};
  for (const ConfigCheck& check : *checks) {
    table.rows.push_back({check.what, check.name, check.outcome.has_value(),
                          check.outcome ? Cell{} : Cell{render(check.outcome.error())},
                          check.note.empty() ? Cell{} : Cell{check.note}});
  }
  print(std::cout, {table}, arguments.format);
  return verdict(*checks);
}

}  // namespace medisc
