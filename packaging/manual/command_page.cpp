#include "packaging/manual/command_page.hpp"

#include <algorithm>
#include <vector>

#include "packaging/manual/roff.hpp"

namespace medisc {
namespace {

/// What holds for every verb, on the first page.
constexpr const char* kCommon = R"text(.SH ENVIRONMENT
.TP
.B MEDISC_CONFIG
The configuration, where \-\-config does not name it.
.TP
.BI MEDISC_ SECTION _ KEY
Stands above a configuration's value, and below flags: MEDISC_LOG_LEVEL is [log] level.
A name that no section knows is an error. See
.BR medisc.toml (5).
.SH FILES
.TP
.I /etc/medisc/dealer.toml\fR, \fIservice.toml\fR, \fIhospital.toml
The roles' configurations.
.TP
.I /var/lib/medisc
Keys and databases of an installed role.
.SH EXIT STATUS
.TP
.B 0
Done; a daemon was stopped by a signal.
.TP
.B 1
Protocol, storage or internal error; interrupted; a result differs from its reference.
.TP
.B 2
Wrong usage, bad input, an unsupported network, or one that does not fit the ring.
.TP
.B 3
A pool is dry, or a peer is not available or refuses.
)text";

std::string without_full_stop(std::string text) {
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string synopsis(const CommandDescription& command) {
  std::string text = bold(command.name) + "\n";
  for (const OptionDescription& option : command.options) {
    const bool positional = option.names.empty();
    if (positional && !option.required) text += "[" + italic(option.value) + "]\n";
    if (!option.required) continue;
    text += (positional ? "" : bold(option.names.back()) + " ") + italic(option.value) + "\n";
  }
  return text +
         (command.verbs.empty() ? "[" + italic("options") + "]\n" : italic("verb") + " ...\n");
}

std::string option_entry(const OptionDescription& option) {
  std::string names;
  for (const auto& name : option.names) names += (names.empty() ? "" : ", ") + bold(name);
  if (!option.value.empty()) names += (names.empty() ? "" : " ") + italic(option.value);
  std::string text = ".TP\n" + names + "\n" + roff(without_full_stop(option.text)) + ".\n";
  if (option.required) text += "Required.\n";
  if (!option.fallback.empty()) text += "Default: " + bold(option.fallback) + ".\n";
  if (!option.variable.empty()) text += "Environment: " + bold(option.variable) + ".\n";
  return text;
}

void list_verbs(const CommandDescription& command, std::string& text) {
  if (command.verbs.empty()) {
    text += ".TP\n" + bold(command.name) + "\n" + roff(command.text) + "\n";
  }
  for (const auto& verb : command.verbs) list_verbs(verb, text);
}

std::string commands(const CommandDescription& command) {
  std::string text = ".SH COMMANDS\n";
  std::vector<std::string> groups;
  for (const auto& verb : command.verbs) {
    if (std::ranges::find(groups, verb.group) == groups.end()) groups.push_back(verb.group);
  }
  for (const auto& group : groups) {
    if (groups.size() > 1) text += ".SS " + roff(group) + "\n";
    for (const auto& verb : command.verbs) {
      if (verb.group == group) list_verbs(verb, text);
    }
  }
  return text;
}

std::string see_also(const CommandDescription& command) {
  std::string text = ".SH SEE ALSO\n";
  for (const auto& verb : command.verbs) {
    text += ".BR " + roff(page_name(verb)) + " (1),\n";
  }
  if (command.name != "medisc") text += ".BR medisc (1),\n";
  return text + ".BR medisc.toml (5)\n";
}

}  // namespace

std::string page_name(const CommandDescription& command) {
  std::string name = command.name;
  std::ranges::replace(name, ' ', '-');
  return name;
}

std::string command_page(const CommandDescription& command, const std::string& version) {
  const bool whole = command.name == "medisc";
  const std::string examples = "Examples:\n";
  std::string text = page_title(page_name(command), 1, version);
  text += ".SH NAME\n" + roff(page_name(command)) + " \\- " +
          roff(without_full_stop(command.text)) + "\n.SH SYNOPSIS\n" + synopsis(command);
  if (!command.verbs.empty()) text += commands(command);
  text += ".SH OPTIONS\n";
  for (const auto& option : command.options) text += option_entry(option);
  if (whole) text += kCommon;
  if (!command.footer.empty()) {
    const bool headed = command.footer.starts_with(examples);
    std::string shown = headed ? command.footer.substr(examples.size()) : command.footer;
    // In a terminal's help it stands there; a page has a section for it.
    shown = shown.substr(0, shown.find("\nExit status"));
    text += ".SH EXAMPLES\n" + verbatim(shown);
  }
  return text + see_also(command);
}

}  // namespace medisc
