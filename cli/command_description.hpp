/// The command line as it describes itself, for manual pages and completions.
#pragma once

#include <string>
#include <vector>

namespace medisc {

struct OptionDescription {
  std::vector<std::string> names;    ///< "-c", "--config"; none for a word without a flag
  std::string value;                 ///< "FILE"; empty for a flag
  std::vector<std::string> choices;  ///< all values there are, where they are few
  std::string text;
  std::string fallback;  ///< the default, where there is one
  std::string variable;  ///< an environment variable that stands for it
  bool required = false;

  bool is_file() const {
    return value == "FILE" || value == "FOLDER" || value.ends_with(".onnx");
  }
};

struct CommandDescription {
  std::string name;  ///< "medisc dealer fill"
  std::string text;
  std::string footer;  ///< examples
  std::string group;   ///< heading among its siblings
  std::vector<OptionDescription> options;
  std::vector<CommandDescription> verbs;
};

/// `medisc` with all its verbs.
CommandDescription describe_commands();

}  // namespace medisc
