#include "cli/misspelled.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "error/spelling.hpp"

namespace medisc {
namespace {

std::vector<std::string> verbs_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(verb->get_name());
  }
  return names;
}

std::vector<std::string> options_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::string with_guess(const std::string& what, const std::string& word,
                       const std::vector<std::string>& candidates) {
  const auto near = nearest_word(word, candidates);
  return near ? fmt::format("{}; is '{}' meant?", what, *near) : what;
}

}  // namespace

const CLI::App& understood(const CLI::App& app) {
  const auto verbs = app.get_subcommands();
  return verbs.empty() ? app : understood(*verbs.front());
}

std::string called(const CLI::App& app) {
  std::string path = "medisc";
  for (const CLI::App* at = &app; !at->get_subcommands().empty();) {
    at = at->get_subcommands().front();
    path += " " + at->get_name();
  }
  return path;
}

std::string explain(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<std::string> rest = app.remaining(true);
  const auto code = static_cast<CLI::ExitCodes>(error.get_exit_code());
  const CLI::App& verb = understood(app);
  if (code == CLI::ExitCodes::RequiredError && !rest.empty() && !verbs_of(verb).empty()) {
    return with_guess(fmt::format("'{}' is no verb of `{}`", rest.front(), called(app)),
                      rest.front(), verbs_of(verb));
  }
  const auto option = std::ranges::find_if(
      rest, [](const std::string& word) { return word.starts_with("--"); });
  if (code == CLI::ExitCodes::ExtrasError && option != rest.end()) {
    const std::string name = option->substr(0, option->find('='));
    return with_guess(fmt::format("`{}` has no option '{}'", called(app), name), name,
                      options_of(verb));
  }
  return error.what();
}

}  // namespace medisc
