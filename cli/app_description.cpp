#include "cli/app_description.hpp"

#include <map>

namespace medisc {
namespace {

/// CLI11's own names of types, in plain words.
std::string plain_type(const std::string& type) {
  static const std::map<std::string, std::string> kPlain{
      {"UINT", "N"}, {"INT", "N"}, {"FLOAT", "NUMBER"}, {"TEXT", "NAME"}};
  const auto found = kPlain.find(type);
  return found == kPlain.end() ? type : found->second;
}

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts{""};
  for (const char c : text) {
    if (c == at) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

OptionDescription describe(const CLI::Option& option) {
  OptionDescription described;
  for (const auto& name : option.get_snames()) described.names.push_back("-" + name);
  for (const auto& name : option.get_lnames()) described.names.push_back("--" + name);
  described.text = option.get_description();
  described.required = option.get_required();
  described.variable = option.get_envname();
  if (option.get_expected_max() == 0) return described;  // a flag
  described.fallback = option.get_default_str();
  // "TYPE:CHECK", where a check tells what values it takes: "UINT in [1 - 4096]"
  const std::string type = option.get_type_name();
  const auto colon = type.find(':');
  described.value = plain_type(type.substr(0, colon));
  const auto bracket = type.find(" in [");
  if (colon != std::string::npos && bracket != std::string::npos) {
    described.text += " " + type.substr(bracket + 4);
  }
  auto choices = split(described.value, '|');
  if (choices.size() > 1) described.choices = std::move(choices);
  return described;
}

}  // namespace

CommandDescription describe(const CLI::App& app, const std::string& name) {
  CommandDescription described{
      name, app.get_description(), app.get_footer(), app.get_group(), {}, {}};
  for (const CLI::Option* option : app.get_options()) {
    described.options.push_back(describe(*option));
  }
  for (const CLI::App* verb : app.get_subcommands({})) {
    described.verbs.push_back(describe(*verb, name + " " + verb->get_name()));
  }
  return described;
}

}  // namespace medisc
