/// Completion of verbs, options and their values, for three shells.
#pragma once

#include <string>

#include "cli/command_description.hpp"

namespace medisc {

/// For bash, without the package bash-completion. --model completes to the models that the
/// configuration or its database names.
std::string bash_completion(const CommandDescription& medisc);
std::string zsh_completion(const CommandDescription& medisc);
std::string fish_completion(const CommandDescription& medisc);

/// The last word of a command's name.
inline std::string own_name(const CommandDescription& command) {
  return command.name.substr(command.name.rfind(' ') + 1);
}

/// Calls `visit` with the command and all below it.
template <class Visit>
void visit_commands(const CommandDescription& command, Visit visit) {
  visit(command);
  for (const auto& verb : command.verbs) visit_commands(verb, visit);
}

}  // namespace medisc
