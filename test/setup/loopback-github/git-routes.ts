import { invalid, notFound } from './github-answers';
import type { TreeEdit } from './bare-repository';
import type { Route } from './route';

const object = (sha: string) => ({ object: { type: 'commit', sha } });

/** The Git Data API, on a real repository. */
export const gitRoutes: Readonly<Record<string, Route>> = {
  'GET /repos/{owner}/{repo}/git/ref/{ref}': {
    needs: { contents: 'read' },
    answer: ({ bare }, { path }) => {
      const sha = bare.find(`refs/${path.ref}`);
      return sha ? { status: 200, body: { ref: `refs/${path.ref}`, ...object(sha) } } : notFound();
    },
  },
  'GET /repos/{owner}/{repo}/git/commits/{commit_sha}': {
    needs: { contents: 'read' },
    answer: ({ bare }, { path }) => {
      const { commit_sha: sha = '' } = path;
      const commit = bare.readCommit(sha);
      if (!commit) return notFound();
      const { tree, parents, message } = commit;
      return {
        status: 200,
        body: { sha, tree: { sha: tree }, message, parents: parents.map((one) => ({ sha: one })) },
      };
    },
  },
  'GET /repos/{owner}/{repo}/compare/{basehead}': {
    needs: { contents: 'read' },
    answer: ({ bare }, { path }) => {
      const [base, head] = (path.basehead ?? '').split('...').map((name) => bare.find(`${name}^{commit}`));
      if (!base || !head) return notFound();
      const mergeBase = bare.git(['merge-base', base, head]);
      const status =
        base === head ? 'identical' : mergeBase === head ? 'behind' : mergeBase === base ? 'ahead' : 'diverged';
      return { status: 200, body: { status, merge_base_commit: { sha: mergeBase } } };
    },
  },
  'POST /repos/{owner}/{repo}/git/trees': {
    needs: { contents: 'write' },
    answer: ({ bare }, { body }) => {
      const { base_tree: base, tree } = body as { base_tree: string; tree: TreeEdit[] };
      if (tree.some(({ sha, content }) => (sha === undefined) === (content === undefined)))
        return invalid('Must supply either tree.sha or tree.content');
      const sha = bare.writeTree(base, tree);
      return sha ? { status: 201, body: { sha } } : invalid('GitRPC::BadObjectState');
    },
  },
  'POST /repos/{owner}/{repo}/git/commits': {
    needs: { contents: 'write' },
    answer: ({ bare }, { body }) => {
      const { tree, parents = [], message } = body as { tree: string; parents?: string[]; message: string };
      return { status: 201, body: { sha: bare.writeCommit(tree, parents, message), tree: { sha: tree } } };
    },
  },
  'POST /repos/{owner}/{repo}/git/refs': {
    needs: { contents: 'write' },
    answer: ({ bare }, { body }) => {
      const { ref, sha } = body as { ref: string; sha: string };
      if (bare.find(ref)) return invalid('Reference already exists');
      bare.git(['update-ref', ref, sha]);
      return { status: 201, body: { ref, ...object(sha) } };
    },
  },
  'PATCH /repos/{owner}/{repo}/git/refs/{ref}': {
    needs: { contents: 'write' },
    answer: ({ bare }, { path, body }) => {
      const { sha, force = false } = body as { sha: string; force?: boolean };
      const ref = `refs/${path.ref}`;
      const current = bare.find(ref);
      if (!current) return invalid('Reference does not exist');
      if (!force && bare.git(['merge-base', current, sha]) !== current) return invalid('Update is not a fast forward');
      bare.git(['update-ref', ref, sha]);
      return { status: 200, body: { ref, ...object(sha) } };
    },
  },
  'DELETE /repos/{owner}/{repo}/git/refs/{ref}': {
    needs: { contents: 'write' },
    answer: ({ bare }, { path }) => {
      if (!bare.find(`refs/${path.ref}`)) return invalid('Reference does not exist');
      bare.git(['update-ref', '-d', `refs/${path.ref}`]);
      return { status: 204 };
    },
  },
};
