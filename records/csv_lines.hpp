/// The lines and cells of a CSV text, before they mean anything.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace medisc {

/// One line that is not blank. Cells are trimmed of blanks and unquoted.
struct CsvLine {
  std::size_t number = 0;  ///< from 1, as an editor shows it
  std::vector<std::string> cells;
  bool comment =
      false;  ///< it begins with #, outside of quotes; its cells are split all the same
  std::string fault{};      ///< why it is no line of cells; then `cells` ends before that cell
  const char* remedy = "";  ///< what to do about the fault
};

/// Takes line after line off a text: LF, CRLF or CR ends one. A cell may stand in double
/// quotes, a quote in it doubled; it can't hold a line end: a row with such a cell is one line
/// with a fault, which takes in all lines that it spreads over. Blank lines are passed over.
class CsvLines {
 public:
  static constexpr char kBlanks = ' ';  ///< as separator: any number of them

  /// `first` is the number of the text's first line. The text must outlive this.
  CsvLines(std::string_view text, char separator, std::size_t first = 1)
      : rest_(text), separator_(separator), next_(first) {}

  /// False at the end of the text. The line's cells are used again.
  bool next(CsvLine& line);

 private:
  void split(std::string_view text, CsvLine& line) const;
  bool take_rest_of_quoted();

  std::string_view rest_;
  char separator_;
  std::size_t next_;
};

/// Takes a line off `text`, without its end.
std::string_view take_line(std::string_view& text);

}  // namespace medisc
