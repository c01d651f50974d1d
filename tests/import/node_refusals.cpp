#include "tests/import/node_refusals.hpp"

#include <vector>

namespace medisc {
namespace {

struct Refusal {
  const char* says;
  std::vector<const char*> tests;
};

const std::vector<Refusal>& refusals() {
  static const std::vector<Refusal> list{
      // Integers, whose arithmetic wraps around, and what is no tensor.
      {"it works on integers",
       {"test_add_uint8", "test_div_uint8", "test_mul_uint8", "test_sub_uint8",
        "test_operator_non_float_params"}},
      {"is not a tensor of numbers", {"test_identity_opt", "test_identity_sequence"}},
      // One result for several records.
      {"supported is an axis behind the batch",
       {"test_argmax_default_axis_example",
        "test_argmax_default_axis_example_select_last_index", "test_argmax_default_axis_random",
        "test_argmax_default_axis_random_select_last_index", "test_logsoftmax_axis_0",
        "test_softmax_axis_0"}},
      // Nobody picks the last of equal logits.
      {"it takes the last of equal values",
       {"test_argmax_keepdims_example_select_last_index",
        "test_argmax_keepdims_random_select_last_index",
        "test_argmax_negative_axis_keepdims_random_select_last_index",
        "test_argmax_no_keepdims_random_select_last_index",
        "test_argmax_negative_axis_keepdims_example_select_last_index",
        "test_argmax_no_keepdims_example_select_last_index"}},
      // Volumes are not made larger.
      {"it works on records of 4 dimensions", {"test_convtranspose_3d"}},
      // Indices as a further output; or no input at all.
      {"its second output, the indices",
       {"test_maxpool_with_argmax_2d_precomputed_pads",
        "test_maxpool_with_argmax_2d_precomputed_strides"}},
      {"has no input", {"test_constant"}},
      {"its indices are not constant", {"test_Embedding", "test_Embedding_sparse"}},
      // A softmax, spelled out.
      {"not the quotient",
       {"test_Softsign", "test_softmax_axis_1_expanded", "test_softmax_axis_2_expanded",
        "test_softmax_default_axis_expanded", "test_softmax_example_expanded",
        "test_softmax_large_number_expanded", "test_softmax_negative_axis_expanded"}},
      {"it jumps at its threshold",
       {"test_shrink_hard", "test_thresholdedrelu", "test_thresholdedrelu_default",
        "test_thresholdedrelu_example"}},
      {"with align_corners its scales make no whole number of elements",
       {"test_resize_downsample_scales_cubic_align_corners",
        "test_resize_downsample_scales_linear_align_corners"}},
      {"it leaves nothing of a record", {"test_slice_start_out_of_bounds"}},
      {"besides the batch", {"test_split_zero_size_splits"}},
      {"it repeats records",
       {"test_expand_shape_model3", "test_tile", "test_tile_precomputed"}},
      {"it adds a dimension before the batch",
       {"test_expand_dim_changed", "test_expand_shape_model4"}},
      // What goes across records, which are diagnosed each for itself.
      {"it works on the batch dimension",
       {"test_softmax_axis_0_expanded",
        "test_concat_1d_axis_0",
        "test_concat_2d_axis_0",
        "test_concat_2d_axis_negative_2",
        "test_concat_3d_axis_0",
        "test_concat_3d_axis_negative_3",
        "test_squeeze",
        "test_unsqueeze_axis_0",
        "test_gather_0",
        "test_gather_negative_indices",
        "test_slice",
        "test_slice_default_axes",
        "test_slice_default_steps",
        "test_slice_neg_steps",
        "test_slice_negative_axes",
        "test_split_equal_parts_1d",
        "test_split_equal_parts_default_axis",
        "test_split_variable_parts_1d",
        "test_split_variable_parts_default_axis",
        "test_operator_chunk",
        "test_operator_index"}},
      {"it moves the batch dimension",
       {"test_transpose_all_permutations_2", "test_transpose_all_permutations_3",
        "test_transpose_all_permutations_4", "test_transpose_all_permutations_5",
        "test_transpose_default"}},
      {"keeps records apart",
       {"test_flatten_axis0", "test_flatten_axis2", "test_flatten_axis3",
        "test_flatten_negative_axis1", "test_flatten_negative_axis2",
        "test_flatten_negative_axis4"}},
      {"supported is [N, ...] with those elements",
       {"test_reshape_allowzero_reordered", "test_reshape_negative_extended_dims",
        "test_reshape_one_dim", "test_reshape_reordered_all_dims"}},
      {"it names no axes",
       {"test_reduce_max_default_axes_keepdim_example",
        "test_reduce_max_default_axes_keepdims_random",
        "test_reduce_mean_default_axes_keepdims_example",
        "test_reduce_mean_default_axes_keepdims_random",
        "test_reduce_min_default_axes_keepdims_example",
        "test_reduce_min_default_axes_keepdims_random",
        "test_reduce_sum_default_axes_keepdims_example",
        "test_reduce_sum_default_axes_keepdims_random"}},
      {"does not fit records",
       {"test_gemm_default_matrix_bias", "test_PoissonNLLLLoss_no_reduce",
        "test_operator_params"}},
      {"transA = 0", {"test_gemm_all_attributes", "test_gemm_transposeA"}},
      // One dimension only, so that there are no records to join.
      {"it joins a constant to a tensor", {"test_concat_1d_axis_negative_1"}},
      // A weight matrix for each position.
      {"one matrix for all positions", {"test_matmul_3d", "test_matmul_4d"}},
      // Training.
      {"it is in training mode",
       {"test_batchnorm_epsilon_training_mode", "test_batchnorm_example_training_mode",
        "test_training_dropout", "test_training_dropout_default",
        "test_training_dropout_default_mask", "test_training_dropout_mask"}},
  };
  return list;
}

const std::vector<Refusal>& later_refusals() {
  static const std::vector<Refusal> list{
      // Floats of 8 bits.
      {"is not a tensor of numbers",
       {"test_dequantizelinear_e4m3fn", "test_dequantizelinear_e4m3fn_float16",
        "test_dequantizelinear_e4m3fn_zero_point", "test_dequantizelinear_e5m2"}},
      {"it names no axes",
       {"test_reduce_l1_default_axes_keepdims_example_expanded",
        "test_reduce_l1_default_axes_keepdims_random_expanded",
        "test_reduce_sum_square_default_axes_keepdims_example_expanded",
        "test_reduce_sum_square_default_axes_keepdims_random_expanded"}},
      // A softmax, spelled out.
      {"not the quotient",
       {"test_softmax_axis_1_expanded_ver18", "test_softmax_axis_2_expanded_ver18",
        "test_softmax_default_axis_expanded_ver18", "test_softmax_example_expanded_ver18",
        "test_softmax_large_number_expanded_ver18",
        "test_softmax_negative_axis_expanded_ver18"}},
      // Records of no elements.
      {"besides the batch",
       {"test_reduce_l1_empty_set_expanded", "test_reduce_max_empty_set",
        "test_reduce_min_empty_set", "test_reduce_sum_empty_set",
        "test_reduce_sum_empty_set_non_reduced_axis_zero",
        "test_reduce_sum_square_empty_set_expanded", "test_split_zero_size_splits_opset13",
        "test_split_zero_size_splits_opset18"}},
      {"it works on the batch dimension",
       {"test_softmax_axis_0_expanded_ver18", "test_split_1d_uneven_split_opset18",
        "test_split_equal_parts_1d_opset13", "test_split_equal_parts_1d_opset18",
        "test_split_equal_parts_default_axis_opset13",
        "test_split_equal_parts_default_axis_opset18", "test_split_variable_parts_1d_opset13",
        "test_split_variable_parts_1d_opset18",
        "test_split_variable_parts_default_axis_opset13",
        "test_split_variable_parts_default_axis_opset18"}},
  };
  return list;
}

std::map<std::string, std::string> by_name(const std::vector<Refusal>& list) {
  std::map<std::string, std::string> named;
  for (const Refusal& refusal : list) {
    for (const char* test : refusal.tests) named[test] = refusal.says;
  }
  return named;
}

}  // namespace

std::map<std::string, std::string> refused_node_tests() {
  return by_name(refusals());
}

std::map<std::string, std::string> later_refused_node_tests() {
  return by_name(later_refusals());
}

bool is_corrected_node_test(const std::string& name) {
  // It counted what a window takes beyond the padding.
  return name == "test_averagepool_3d_dilations_large_count_include_pad_is_1_ceil_mode_is_True";
}

}  // namespace medisc
