#include "packaging/manual/roff.hpp"

namespace medisc {

std::string roff(const std::string& text) {
  std::string escaped;
  bool starts = true;
  for (const char c : text) {
    if (starts && (c == '.' || c == '\'')) escaped += "\\&";
    if (c == '-') {
      escaped += "\\-";
    } else if (c == '\\') {
      escaped += "\\e";
    } else {
      escaped += c;
    }
    starts = c == '\n';
  }
  return escaped;
}

std::string bold(const std::string& text) {
  return "\\fB" + roff(text) + "\\fR";
}

std::string italic(const std::string& text) {
  return "\\fI" + roff(text) + "\\fR";
}

std::string page_title(const std::string& name, int section, const std::string& version) {
  std::string capitals;
  for (const char c : name) {
    capitals += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return ".TH \"" + roff(capitals) + "\" " + std::to_string(section) + " \"\" \"MediSC " +
         roff(version) + "\" \"MediSC\"\n";
}

std::string verbatim(const std::string& lines) {
  return ".nf\n" + roff(lines) + (lines.ends_with('\n') ? "" : "\n") + ".fi\n";
}

}  // namespace medisc
