#include "packaging/manual/completions.hpp"

namespace medisc {
namespace {

/// Inside single quotes, where brackets and colons mean something to _arguments.
std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '\'') {
      result += "'\\''";
      continue;
    }
    if (c == '[' || c == ']' || c == ':') result += '\\';
    result += c;
  }
  return result;
}

std::string action_of(const OptionDescription& option) {
  if (option.is_file()) return "_files";
  std::string words;
  for (const auto& choice : option.choices) words += (words.empty() ? "" : " ") + choice;
  return words.empty() ? " " : "(" + words + ")";
}

std::string argument(const OptionDescription& option) {
  if (option.names.empty())
    return "'::" + escaped(option.value) + ":" + action_of(option) + "'";
  std::string names;
  for (const auto& name : option.names) names += (names.empty() ? "" : ",") + name;
  const std::string spec =
      "[" + escaped(option.text) + "]" +
      (option.value.empty() ? "" : ":" + escaped(option.value) + ":" + action_of(option));
  if (option.names.size() == 1) return "'" + names + spec + "'";
  std::string exclusive = names;
  for (char& c : exclusive) c = c == ',' ? ' ' : c;
  return "'(" + exclusive + ")'{" + names + "}'" + spec + "'";
}

}  // namespace

std::string zsh_completion(const CommandDescription& medisc) {
  std::string paths;
  std::string cases;
  visit_commands(medisc, [&](const CommandDescription& command) {
    if (command.name != medisc.name) {
      paths += (paths.empty() ? "      (" : "|\\\n       ") + ("'" + command.name + "'");
    }
    cases += "    ('" + command.name + "')\n";
    if (!command.verbs.empty()) {
      cases += "      verbs=(";
      for (const auto& verb : command.verbs) {
        cases += "\n        '" + own_name(verb) + ":" + escaped(verb.text) + "'";
      }
      cases += ")\n      _describe verb verbs ;;\n";
      return;
    }
    cases += "      _arguments";
    for (const auto& option : command.options) cases += " \\\n        " + argument(option);
    cases += " ;;\n";
  });
  return "#compdef medisc\n\n_medisc() {\n  local at=medisc i depth=1\n  local -a verbs\n"
         "  for ((i = 2; i < CURRENT; i++)); do\n    case \"$at ${words[i]}\" in\n" +
         paths +
         ")\n        at+=\" ${words[i]}\"; depth=$i ;;\n    esac\n  done\n"
         "  words=(\"${(@)words[depth,-1]}\")\n  ((CURRENT -= depth - 1))\n"
         "  case $at in\n" +
         cases + "  esac\n}\n\n_medisc \"$@\"\n";
}

}  // namespace medisc
