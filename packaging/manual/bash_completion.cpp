#include "packaging/manual/completions.hpp"

namespace medisc {
namespace {

constexpr const char* kBeginning = R"text(# bash completion of medisc.

# The models that the configuration on the command line knows: its own, or its database's.
_medisc_models() {
  local config=${MEDISC_CONFIG:-/etc/medisc/${COMP_WORDS[1]}.toml} i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in -c | --config) config=${COMP_WORDS[i + 1]} ;; esac
  done
  [ -r "$config" ] || return
  sed -n '/^\[\[models\]\]/,/^\[/s/^name *= *"\(.*\)".*/\1/p' "$config"
  "${COMP_WORDS[0]}" stats pools --config "$config" --format csv 2>/dev/null |
    sed 1d | cut -d, -f1
}

_medisc_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "${COMP_WORDS[COMP_CWORD]}"); }
_medisc_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -f -- "${COMP_WORDS[COMP_CWORD]}")
}

_medisc() {
  local path=medisc previous=${COMP_WORDS[COMP_CWORD - 1]} i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$path ${COMP_WORDS[i]}" in
)text";

std::string quoted(const std::string& text) {
  return "'" + text + "'";
}

/// Cases of options that take a value: what that may be.
std::string value_cases(const CommandDescription& command) {
  std::string cases;
  for (const auto& option : command.options) {
    if (option.value.empty() || option.names.empty()) continue;
    std::string pattern;
    for (const auto& name : option.names) pattern += (pattern.empty() ? "" : " | ") + name;
    std::string words;
    for (const auto& choice : option.choices) words += (words.empty() ? "" : " ") + choice;
    const std::string action = !words.empty()            ? "_medisc_words " + quoted(words)
                               : option.is_file()        ? "_medisc_files"
                               : option.value == "MODEL" ? "_medisc_words \"$(_medisc_models)\""
                                                         : ":";
    cases += "        " + pattern + ") " + action + " ;;\n";
  }
  return cases;
}

std::string words_of(const CommandDescription& command) {
  std::string words;
  for (const auto& verb : command.verbs) words += own_name(verb) + " ";
  for (const auto& option : command.options) {
    for (const auto& name : option.names) words += name + " ";
  }
  words.pop_back();
  return words;
}

bool takes_file(const CommandDescription& command) {
  for (const auto& option : command.options) {
    if (option.names.empty() && option.is_file()) return true;
  }
  return false;
}

}  // namespace

std::string bash_completion(const CommandDescription& medisc) {
  std::string paths;
  std::string cases;
  visit_commands(medisc, [&](const CommandDescription& command) {
    if (command.name != medisc.name) {
      paths += (paths.empty() ? "      " : " |\\\n        ") + quoted(command.name);
    }
    const std::string words = "_medisc_words " + quoted(words_of(command));
    cases += "    " + quoted(command.name) + ")\n      case $previous in\n" +
             value_cases(command) + "        *) " +
             (takes_file(command) ? "case ${COMP_WORDS[COMP_CWORD]} in -*) " + words +
                                        " ;; *) _medisc_files ;; esac"
                                  : words) +
             " ;;\n      esac ;;\n";
  });
  return kBeginning + paths +
         ") path+=\" ${COMP_WORDS[i]}\" ;;\n    esac\n  done\n  case $path in\n" + cases +
         "  esac\n}\ncomplete -F _medisc medisc\n";
}

}  // namespace medisc
