#include <iostream>

#include "cli/verbs.hpp"
#include "config/role_config.hpp"

namespace medisc {

Result<void> run(const ConfigShowArguments& arguments) {
  const auto config = load_role_config(arguments.config);
  if (!config) return tl::unexpected<Error>(config.error());
  Table table{"settings",
              {{"key", "key"}, {"value", "value"}, {"origin", "origin"}, {"where", "where"}},
              {}};
  for (const Setting& setting :
       std::visit([](const auto& role) { return role.settings; }, *config)) {
    table.rows.push_back({setting.key, setting.value ? Cell{*setting.value} : Cell{},
                          std::string(origin_name(setting.origin)),
                          setting.where.empty() ? Cell{} : Cell{setting.where}});
  }
  print(std::cout, {std::move(table)}, arguments.format);
  return {};
}

}  // namespace medisc
