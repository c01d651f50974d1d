// medisc audit list and verify.
#include <deque>
#include <iostream>

#include "cli/passphrase.hpp"
#include "cli/verbs.hpp"
#include "messages/identifiers.hpp"
#include "site/result_book.hpp"

namespace medisc {
namespace {

Table table_of(const std::deque<AuditRow>& rows, Format format) {
  Table table{"audit",
              {{"number", "number"},
               {"at", "at"},
               {"event", "event"},
               {"asker", "asker"},
               {"request", "request"},
               {"detail", "detail"}},
              {}};
  if (format != Format::kTable) table.columns.push_back({"chain", "chain"});
  for (const AuditRow& row : rows) {
    const std::string& request = row.entry.request;
    table.rows.push_back({row.number, row.at, row.entry.event, row.entry.asker,
                          request.empty()            ? Cell{}
                          : format == Format::kTable ? Cell{request.substr(0, 12)}
                                                     : Cell{request},
                          row.entry.detail});
    if (format != Format::kTable) table.rows.back().emplace_back(to_hex(row.chain));
  }
  return table;
}

Result<void> told(const AuditFinding& finding) {
  if (!finding.broken) return {};
  return fail(ErrorCode::kStorage,
              "the audit trail is broken: entry " + std::to_string(*finding.broken) +
                  " does not follow those before it",
              "entries were changed, taken out or put in from there on");
}

}  // namespace

Result<void> run(const AuditArguments& arguments) {
  std::deque<AuditRow> newest;
  bool head_seen = arguments.head.empty();
  const auto finding =
      read_audit(arguments.config, passphrase_at_terminal(), [&](const AuditRow& row) {
        head_seen = head_seen || to_hex(row.chain) == arguments.head;
        if (arguments.verify) return;
        newest.push_back(row);
        if (newest.size() > arguments.limit) newest.pop_front();
      });
  if (!finding) return tl::unexpected<Error>(finding.error());
  if (!arguments.verify) {
    print(std::cout, {table_of(newest, arguments.format)}, arguments.format);
    return told(*finding);
  }
  if (auto whole = told(*finding); !whole) return whole;
  if (!head_seen) {
    return fail(ErrorCode::kStorage,
                "no entry of the audit trail has the value " + arguments.head,
                "entries were cut off at its end, or the value is another database's");
  }
  print(std::cout,
        {{"entries", "entries, one after the other", finding->rows},
         {"head", "head, to be noted elsewhere", finding->head}},
        {}, arguments.format);
  return {};
}

}  // namespace medisc
