#include "packaging/manual/completions.hpp"

namespace medisc {
namespace {

constexpr const char* kBeginning = R"text(# fish completion of medisc.

# Succeeds where the verbs on the command line are exactly these.
function __medisc_at
    set -l at
    for word in (commandline -opc)[2..]
        string match -qr '^[a-z]+$' -- $word; or break
        set -a at $word
    end
    test "$at" = "$argv"
end

complete -c medisc -f
)text";

std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') result += '\\';
    result += c;
  }
  return result + "'";
}

std::string names_of(const OptionDescription& option) {
  std::string names;
  for (const auto& name : option.names) {
    names += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  return names;
}

std::string value_of(const OptionDescription& option) {
  if (option.value.empty()) return "";
  if (option.is_file()) return " -r -F";
  std::string words;
  for (const auto& choice : option.choices) words += (words.empty() ? "" : " ") + choice;
  return " -x" + (words.empty() ? "" : " -a " + quoted(words));
}

}  // namespace

std::string fish_completion(const CommandDescription& medisc) {
  std::string text = kBeginning;
  visit_commands(medisc, [&](const CommandDescription& command) {
    const bool whole = command.name == medisc.name;
    const std::string verbs = whole ? "" : command.name.substr(medisc.name.size() + 1);
    const std::string line =
        "complete -c medisc -n " + quoted("__medisc_at" + (whole ? "" : " " + verbs));
    for (const auto& verb : command.verbs) {
      text += line + " -a " + own_name(verb) + " -d " + quoted(verb.text) + "\n";
    }
    for (const auto& option : command.options) {
      text += line + (option.names.empty() ? " -F" : names_of(option) + value_of(option)) +
              " -d " + quoted(option.text) + "\n";
    }
  });
  return text;
}

}  // namespace medisc
