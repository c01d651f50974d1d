#include <iostream>

#include "cli/answer_table.hpp"
#include "cli/chosen_model.hpp"
#include "cli/notes.hpp"
#include "cli/results.hpp"
#include "cli/verbs.hpp"
#include "plan/reference.hpp"
#include "site/encoded_records.hpp"
#include "site/sample_doubts.hpp"

namespace medisc {

Result<void> run(const ReferenceArguments& arguments) {
  const auto model = load_model(arguments.model);
  if (!model) return tl::unexpected<Error>(model.error());
  const Plan& plan = model->compiled.plan;
  const auto records = load_records(arguments.records, plan, arguments.rows, arguments.reading);
  if (!records) return tl::unexpected<Error>(records.error());
  print_notes(records->notes);
  std::vector<std::string> warnings = model->compiled.warnings;
  for (std::string& doubt : record_doubts(model->compiled, records->encoded, records->names)) {
    warnings.push_back(std::move(doubt));
  }
  print_warnings(warnings);
  ResultTable results(plan);
  for (const auto& bad : records->bad) results.add_bad(bad);
  if (auto maps = results.write_maps(arguments.maps, records->names); !maps) return maps;
  for (std::size_t i = 0; i < records->encoded.size(); ++i) {
    results.add(records->names[i],
                reference(plan, model->compiled.weights, records->encoded[i]));
  }
  std::vector<Fact> facts = results.facts();
  facts.push_back(warnings_fact(warnings));
  print(std::cout, facts, results.tables(arguments.format), arguments.format);
  return results.maps_written();
}

}  // namespace medisc
