#include "compiler/compilable.hpp"

#include <utility>

#include "compiler/normal_form.hpp"
#include "compiler/one_function.hpp"

namespace medisc {
namespace {

tl::unexpected<Error> named(Error error, const std::string& name) {
  error.context = name + ": " + error.context;
  return tl::unexpected(std::move(error));
}

}  // namespace

Result<Network> compilable(const Network& as_read, const std::string& name) {
  auto form = normal_form(with_one_function_each(as_read));
  if (!form) return named(form.error(), name);
  return form;
}

Result<NormalisedNetwork> compilable_on_normalised(Network as_read, const std::string& name) {
  auto normalisation = take_normalisation(as_read);
  if (!normalisation) return named(normalisation.error(), name);
  auto form = compilable(as_read, name);
  if (!form) return tl::unexpected(form.error());
  return NormalisedNetwork{std::move(*form), std::move(*normalisation), nullptr};
}

}  // namespace medisc
