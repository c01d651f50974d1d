#include "packaging/manual/toml_page.hpp"

#include <regex>
#include <sstream>

#include "packaging/manual/roff.hpp"

namespace medisc {
namespace {

constexpr const char* kIntroduction = R"text(.SH DESCRIPTION
Each role of MediSC is told what to do by one TOML file. A key that no section knows, a value of
another type and a file that is missing are errors that name file and line.
.PP
Relative paths are relative to the file's folder.
.SH PRECEDENCE
A flag stands above the environment, the environment above the file, the file above the default.
Any single value of a [section] can be set like this; keys in lists of sections, as in
[[models]], are the file's alone.
.TP
.B \-\-set \fISECTION\fB.\fIKEY\fB=\fIVALUE
On the command line; also \-\-listen, \-\-database, \-\-log\-level and \-\-log\-format of the
verbs that run a role.
.TP
.BI MEDISC_ SECTION _ KEY
In the environment, in capitals: MEDISC_CONNECT_DELAY_MS is [connect] delay_ms. A name that means
nothing to the role is an error. MEDISC_CONFIG names the file itself; MEDISC_SANITIZE, MEDISC_WERROR
and all that begin with MEDISC_TEST_ are not looked at.
.PP
Texts are written without quotes there, and relative paths are relative to the working directory.
.B medisc config show
prints every value with its origin,
.B medisc config check
looks at all that a file refers to.
)text";

constexpr std::size_t kLongestEntry = 70;

/// Reads an example line by line; comments wait for what they are of.
class ExampleReader {
 public:
  std::string read(const std::string& role, const std::string& example) {
    page_ = ".SH " + std::string("\"") + "CONFIGURATION OF THE " + capitals(role) + "\"\n";
    std::istringstream lines(example);
    for (std::string line; std::getline(lines, line);) take(line);
    tell_comments();
    return std::move(page_);
  }

 private:
  static std::string capitals(std::string text) {
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
  }

  void take(const std::string& line) {
    static const std::regex kSection(R"((# )?(\[\[?[a-z_]+\]\]?))");
    static const std::regex kKey(R"((# )?([a-z_]+ = .*))");
    std::smatch match;
    if (line.empty()) {
      if (!in_section_) tell_comments();
      comments_.clear();
    } else if (std::regex_match(line, match, kSection)) {
      page_ += ".SS " + roff(match[2]) + "\n";
      in_section_ = true;
      tell_comments();
    } else if (std::regex_match(line, match, kKey)) {
      tell_key(match[2], match[1].matched);
    } else if (line.starts_with("#")) {
      comments_ += line.substr(line.starts_with("# ") ? 2 : 1) + "\n";
    }
  }

  void tell_key(const std::string& entry, bool commented_out) {
    const auto comment = entry.find("  #");
    std::string value = entry.substr(0, comment);
    value.erase(value.find_last_not_of(' ') + 1);
    // A key of 64 digits leaves no room on a line, and is of no use to the reader.
    if (value.size() > kLongestEntry) value = value.substr(0, value.find(" = "));
    page_ += ".TP\n" + bold(value) + "\n";
    if (comment != std::string::npos) {
      comments_ += entry.substr(entry.find('#') + 2) + "\n";
    }
    if (commented_out) comments_ += "(May be missing.)\n";
    page_ += comments_.empty() ? "\\&\n" : roff(comments_);
    comments_.clear();
  }

  void tell_comments() {
    if (!comments_.empty()) page_ += (in_section_ ? "" : ".PP\n") + roff(comments_);
    comments_.clear();
  }

  std::string page_;
  std::string comments_;
  bool in_section_ = false;
};

}  // namespace

std::string toml_page(const std::vector<std::pair<std::string, std::string>>& files,
                      const std::string& version) {
  std::string page = page_title("medisc.toml", 5, version) +
                     ".SH NAME\nmedisc.toml \\- configurations of MediSC\\(aqs three roles\n" +
                     kIntroduction;
  for (const auto& [role, example] : files) page += ExampleReader().read(role, example);
  return page + ".SH SEE ALSO\n.BR medisc (1)\n";
}

}  // namespace medisc
