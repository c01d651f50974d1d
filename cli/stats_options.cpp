#include "cli/shared_options.hpp"

namespace medisc {

void add_stats_options(CLI::App* verb, StatsArguments& arguments) {
  auto* database = verb->add_option("--database", arguments.database, "a SQLite file");
  add_config(verb, arguments.config, "party")
      ->description("a party's configuration: its database, and its peers' names");
  database->type_name("FILE");
  verb->add_option("--since", arguments.since,
                   "only from then on: 15m, 2h, 7d, or a time in UTC")
      ->type_name("TIME");
  verb->add_option("--model", arguments.model, "only this model");
  verb->add_option("--peer", arguments.peer, "only this peer: its name, or how its key begins")
      ->type_name("NAME|KEY");
  const bool newest =
      arguments.what == Statistics::kSessions || arguments.what == Statistics::kLayers;
  verb->add_option(
      "--limit", arguments.limit,
      newest ? "newest sessions to take in (20; a histogram: all)" : "rows at most (all)");
  if (arguments.what == Statistics::kSessions) {
    verb->add_flag("--histogram", arguments.histogram,
                   "how online times are spread, instead of each session");
  }
  verb->add_option("--watch", arguments.watch, "look again every so many seconds")
      ->expected(0, 1)
      ->default_str("2")
      ->type_name("[SECONDS]");
  add_format(verb, arguments.format);
}

}  // namespace medisc
