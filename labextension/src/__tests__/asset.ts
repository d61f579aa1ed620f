/** Stands for a style sheet or a picture that a module imports. */
export default '<svg xmlns="http://www.w3.org/2000/svg"></svg>';
