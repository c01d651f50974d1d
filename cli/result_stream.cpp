#include "cli/result_stream.hpp"

#include <cerrno>
#include <cstring>
#include <ostream>

#include "cli/output_json.hpp"

namespace medisc {

Result<void> check_output(std::ostream& out) {
  errno = 0;
  if (out.flush()) return {};
  return fail(ErrorCode::kStorage,
              std::string("the output can't be written") +
                  (errno != 0 ? std::string(": ") + std::strerror(errno) : ""),
              "is the disk full, or the reader gone?");
}

std::vector<Fact> error_facts(const Error& error) {
  return {{"error", "error", render(error)},
          {"code", "code", std::string(error_id(error.code))}};
}

ResultStream::ResultStream(std::ostream& out, Format format, Table table)
    : out_(out), format_(format), table_(std::move(table)) {}

Result<void> ResultStream::begin(std::vector<Fact> head) {
  head_ = std::move(head);
  begun_ = true;
  note_printed();
  if (format_ == Format::kCsv) print_csv_header(out_, table_);
  if (format_ == Format::kJson) out_ << open_json(json_of(head_, {})) << json_key(table_.name);
  return flush();
}

Result<void> ResultStream::row(std::vector<Cell> cells) {
  const Table one{table_.name, table_.columns, {std::move(cells)}};
  switch (format_) {
    case Format::kTable:
      table_.rows.push_back(one.rows.front());
      return {};
    case Format::kCsv:
      print_csv_rows(out_, one);
      break;
    case Format::kJson:
      out_ << (rows_ == 0 ? "[\n    " : ",\n    ") << json_line(json_rows(one).front());
      break;
    case Format::kJsonLines:
      out_ << json_line(json_rows(one).front()) << '\n';
      break;
  }
  ++rows_;
  return flush();
}

Result<void> ResultStream::end(const std::vector<Fact>& tail, const std::vector<Table>& more) {
  if (!begun_) return {};
  std::vector<Fact> facts = head_;
  facts.insert(facts.end(), tail.begin(), tail.end());
  switch (format_) {
    case Format::kTable: {
      std::vector<Table> tables{std::move(table_)};
      tables.insert(tables.end(), more.begin(), more.end());
      print(out_, facts, tables, format_);
      break;
    }
    case Format::kCsv:
      for (const Table& table : more) {
        out_ << '\n';
        print_csv_header(out_, table);
        print_csv_rows(out_, table);
      }
      break;
    case Format::kJson:
      out_ << (rows_ == 0 ? "[]" : "\n  ]") << close_json(json_of(tail, more)) << '\n';
      break;
    case Format::kJsonLines:
      out_ << json_line(json_of(facts, more)) << '\n';
      break;
  }
  return flush();
}

Result<void> ResultStream::flush() {
  return check_output(out_);
}

}  // namespace medisc
